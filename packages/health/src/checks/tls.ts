import type { HealthCheck } from '../check.ts'
import { readText } from '../options/read-option.ts'
import { probeTls, type TlsTarget } from '../probes/tls.ts'
import { formatDuration } from '../units/duration.ts'
import { remoteCheck, type RemoteOptions } from './parts/remote-check.ts'

export interface TlsOptions extends RemoteOptions, TlsTarget {
  /** Percent of the lifetime that is left; 20 by default: 18 days of 90, a day of 6. */
  warning?: number
  /** 8 by default: a week of 90 days, 11 hours of 6. */
  critical?: number
}

const DAY_MS = 86_400_000

/**
 * Whether a certificate can be trusted (chain, name, dates), and how much of its lifetime is left.
 *
 * @example
 * tls({ host: 'api.example.com', kind: 'monitor' })
 */
export function tls(options: TlsOptions): HealthCheck {
  const { warning = 20, critical = 8 } = options
  const host = readText(options.host, 'tls.host')
  return remoteCheck('tls', {
    name: `tls:${host.replace(/[^\w.-]/g, '-')}`,
    options,
    defaults: { interval: '6h', timeout: '10s', failAfter: 2, recoverAfter: 1 },
    async run({ signal, measure }) {
      const { problem, validFrom, validTo, subject, protocol } = await probeTls(options, signal)
      const leftMs = validTo - Date.now()
      const left = (100 * leftMs) / (validTo - validFrom)
      measure('lifetimeLeft', left, 'percent')
      const outcome = { value: Math.round((leftMs / DAY_MS) * 10) / 10, unit: 'days', metadata: { subject, protocol } }
      if (problem)
        return {
          ...outcome,
          status: 'critical',
          message: `the certificate of ${subject} cannot be trusted: ${problem}`,
        }
      if (left > warning) return outcome
      const message = `the certificate of ${subject} ends in ${formatDuration(leftMs)}; ${Math.round(left)} percent of its lifetime is left`
      return { ...outcome, status: left > critical ? 'warning' : 'critical', message }
    },
  })
}
