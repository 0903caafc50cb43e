import { sharedCheck, type HealthCheck, type SharedCheckOptions } from '../check.ts'
import { readCheckLimit } from '../options/read-check-limit.ts'
import { readNumber, readText } from '../options/read-option.ts'
import { probeTcp } from '../probes/tcp.ts'
import type { Duration } from '../units/duration.ts'

export interface TcpOptions extends SharedCheckOptions {
  host: string
  port: number
  /** A connection that takes this long is a warning. */
  warnAbove?: Duration
}

/**
 * Whether somebody accepts connections. It says nothing about whether they work: prefer the check of the protocol.
 *
 * @example
 * tcp({ name: 'legacy-erp', host: 'erp.internal', port: 8005, kind: 'monitor', warnAbove: '200ms' })
 */
export function tcp(options: TcpOptions): HealthCheck {
  const host = readText(options.host, 'tcp.host')
  const port = readNumber(options.port, 'tcp.port')
  return sharedCheck({
    name: `tcp:${port}`,
    options,
    thresholds: readCheckLimit('responseTime', options.warnAbove, 'tcp.warnAbove'),
    async run({ signal, measure }) {
      const { connectMs } = await probeTcp({ host, port }, signal)
      measure('connectTime', connectMs, 'ms')
    },
  })
}
