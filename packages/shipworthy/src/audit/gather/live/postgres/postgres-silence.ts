import type { SilenceCause } from '../../../facts/live/silence.ts'
import { withoutSecrets } from '../database/without-secrets.ts'
import { SilentError } from '../silent-error.ts'

/** SQLSTATE codes of a server that does not let us in (PostgreSQL, appendix A). */
const STATES: Record<string, [cause: SilenceCause, reason: string]> = {
  '28P01': ['authentication', 'the server does not accept the password'],
  '28000': ['unreachable', 'the server does not let this role in from this address'],
  '3D000': ['refused', 'the server has no such database'],
  '53300': ['refused', 'the server has no connection left'],
  '57P03': ['refused', 'the server is starting up or shutting down'],
  '57P01': ['reset', 'the server is shutting down'],
}

/** What a driver says when the other side ends the talk, or was never PostgreSQL. */
const MESSAGES: readonly [pattern: RegExp, cause: SilenceCause, reason: string][] = [
  [/password must be a string|no password/i, 'other', 'the server asks for a password, and none was given'],
  [/terminated unexpectedly|Connection terminated/i, 'reset', 'the connection ended before the server said a word'],
  [/timeout expired|timed? ?out/i, 'timeout', 'no answer in time'],
  [/does not support SSL/i, 'tls', 'the address asks for TLS, and the server has none'],
  [/There was an error establishing an SSL/i, 'tls', 'TLS cannot be agreed on'],
  [/certificate/i, 'tls', 'its certificate is not accepted'],
  [/received invalid response|Unknown (message|authenticationOk)|SASL/i, 'protocol', 'it does not speak as PostgreSQL'],
  [/more than was asked/, 'protocol', 'it sends without end'],
]

/** Why a server does not let us in, without the credentials that were tried. */
export function postgresSilence(error: unknown, secrets: readonly string[]): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  const state = STATES[code]
  if (state) return new SilentError(state[1], state[0])
  const known = MESSAGES.find(([pattern]) => pattern.test(message))
  if (known) return new SilentError(known[2], known[1])
  // Errors of sockets have codes of their own, which are understood further up.
  if (/^E[A-Z]+$/.test(code) || (error as Error).name === 'AbortError') return error
  return new SilentError(withoutSecrets(message, secrets) || 'it failed without a word')
}
