import type { HealthCheck } from '../check.ts'
import { readText } from '../options/read-option.ts'
import { createDnsProbe, type DnsQuestion } from '../probes/dns.ts'
import { remoteCheck, type RemoteOptions } from './parts/remote-check.ts'

export interface DnsOptions extends RemoteOptions, DnsQuestion {
  /** All of these must be among the answers. */
  expect?: readonly string[]
}

/**
 * Whether a name resolves, to what it should.
 *
 * @example
 * dns({ host: 'db.internal', expect: ['10.0.4.7'] })
 */
export function dns(options: DnsOptions): HealthCheck {
  const { expect = [] } = options
  const host = readText(options.host, 'dns.host')
  const probe = createDnsProbe(options)
  return remoteCheck('dns', {
    name: `dns:${host.replace(/[^\w.-]/g, '-')}`,
    options,
    async run({ signal }) {
      const answers = await probe(signal)
      const missing = expect.find((answer) => !answers.includes(answer))
      const value = answers.length
      if (missing === undefined && value > 0) return { value, unit: 'records' }
      return { status: 'critical', value, message: `${host} resolves to ${answers.join(', ')}, without ${missing}` }
    },
  })
}
