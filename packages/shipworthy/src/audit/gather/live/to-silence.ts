import type { Silent, SilenceCause } from '../../facts/live/silence.ts'
import { redact } from '../../facts/redact.ts'
import { SilentError } from './silent-error.ts'

const CAUSES: Record<string, [cause: SilenceCause, reason: string]> = {
  ECONNREFUSED: ['refused', 'the connection is refused'],
  ENOTFOUND: ['dns', 'the name cannot be resolved'],
  EAI_AGAIN: ['dns', 'the name cannot be resolved now'],
  ETIMEDOUT: ['timeout', 'no answer in time'],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'no answer in time'],
  ECONNRESET: ['reset', 'the connection is reset'],
  EPIPE: ['reset', 'the connection is closed'],
  EHOSTUNREACH: ['unreachable', 'there is no way to the host'],
  ENETUNREACH: ['unreachable', 'there is no way to the network'],
}

/** Codes that Node.js and OpenSSL make names of their own for. */
const FAMILIES: [code: RegExp, cause: SilenceCause, reason: string][] = [
  [/^HPE_/, 'protocol', 'what answers does not speak HTTP/1.1'],
  [/^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO)/, 'tls', 'TLS cannot be set up'],
]

/** Why a part gave nothing, as a reader understands it. */
export function toSilence(error: unknown): Silent {
  if (error instanceof SilentError) return { state: 'silent', cause: error.silence, reason: error.message }
  const { name, code = '', message } = error as NodeJS.ErrnoException
  const known = CAUSES[code]
  if (known) return { state: 'silent', cause: known[0], reason: known[1] }
  const family = FAMILIES.find(([pattern]) => pattern.test(code))
  if (family) return { state: 'silent', cause: family[1], reason: `${family[2]} (${code})` }
  if (name === 'TimeoutError' || name === 'AbortError')
    return { state: 'silent', cause: 'timeout', reason: 'no answer in time' }
  return { state: 'silent', cause: 'other', reason: redact(message || 'it failed without a word') }
}
