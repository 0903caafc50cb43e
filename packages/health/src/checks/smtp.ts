import type { HealthCheck } from '../check.ts'
import { readText } from '../options/read-option.ts'
import { probeSmtp, type SmtpTarget } from '../probes/smtp.ts'
import { remoteCheck, type RemoteOptions } from './parts/remote-check.ts'

export interface SmtpOptions extends RemoteOptions, SmtpTarget {
  /** Whether STARTTLS must be offered, without which passwords and mails are readable; true without `secure`. */
  startTls?: boolean
}

/**
 * Whether a mail server greets and offers encryption. No mail is sent.
 *
 * @example
 * smtp({ host: 'smtp.internal', port: 587 })
 */
export function smtp(options: SmtpOptions): HealthCheck {
  readText(options.host, 'smtp.host')
  const { port, secure = port === 465, startTls = !secure } = options
  return remoteCheck('smtp', {
    name: 'smtp',
    options,
    defaults: { interval: '1m', timeout: '5s' },
    async run({ signal }) {
      const { extensions } = await probeSmtp(options, signal)
      const isOffered = extensions.some((extension) => extension.toUpperCase() === 'STARTTLS')
      if (startTls && !isOffered) return { status: 'warning', message: 'the server does not offer STARTTLS' }
    },
  })
}
