import type { HealthCheck } from '../check.ts'
import { readNumber, readText } from '../options/read-option.ts'
import { probeTcp } from '../probes/tcp.ts'
import { remoteCheck, type RemoteOptions } from './parts/remote-check.ts'

export interface TcpOptions extends RemoteOptions {
  host: string
  port: number
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
  return remoteCheck('tcp', {
    name: `tcp:${port}`,
    options,
    async run({ signal, measure }) {
      const { connectMs } = await probeTcp({ host, port }, signal)
      measure('connectTime', connectMs, 'ms')
    },
  })
}
