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

/** Why a part gave nothing, as a reader understands it. */
export function toSilence(error: unknown): Silent {
  if (error instanceof SilentError) return { state: 'silent', cause: error.silence, reason: error.message }
  const { name, code = '', message } = error as NodeJS.ErrnoException
  const known = CAUSES[code]
  if (known) return { state: 'silent', cause: known[0], reason: known[1] }
  if (name === 'TimeoutError' || name === 'AbortError')
    return { state: 'silent', cause: 'timeout', reason: 'no answer in time' }
  return { state: 'silent', cause: 'other', reason: redact(message || 'it failed without a word') }
}
