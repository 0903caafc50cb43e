import type { SilenceCause } from '../../../facts/live/silence.ts'
import { withoutSecrets } from '../database/without-secrets.ts'
import { SilentError } from '../silent-error.ts'

/** Errors of a server that does not let us in (MySQL server error reference), and of the driver. */
const CODES: Record<string, [cause: SilenceCause, reason: string]> = {
  ER_ACCESS_DENIED_ERROR: ['authentication', 'the server does not accept the password'],
  ER_DBACCESS_DENIED_ERROR: ['authentication', 'the role may not use this database'],
  ER_HOST_NOT_PRIVILEGED: ['unreachable', 'the server does not let this address in'],
  ER_HOST_IS_BLOCKED: ['unreachable', 'the server has blocked this address'],
  ER_BAD_DB_ERROR: ['refused', 'the server has no such database'],
  ER_CON_COUNT_ERROR: ['refused', 'the server has no connection left'],
  ER_SERVER_SHUTDOWN: ['refused', 'the server is shutting down'],
  HANDSHAKE_NO_SSL_SUPPORT: ['tls', 'the address asks for TLS, and the server has none'],
  HANDSHAKE_SSL_ERROR: ['tls', 'TLS cannot be agreed on'],
  PROTOCOL_CONNECTION_LOST: ['reset', 'the connection ended before the server said a word'],
  PROTOCOL_SEQUENCE_TIMEOUT: ['timeout', 'no answer in time'],
}

/** Why a server does not let us in, without the credentials that were tried. */
export function mysqlSilence(error: unknown, secrets: readonly string[]): unknown {
  const {
    code = '',
    message = '',
    name,
    sqlState,
  } = error as Partial<Record<'code' | 'message' | 'name' | 'sqlState', string>>
  const known = CODES[code]
  if (known) return new SilentError(known[1], known[0])
  if (/more than was asked/.test(message)) return new SilentError('it sends without end', 'protocol')
  if (/certificate/i.test(message)) return new SilentError('its certificate is not accepted', 'tls')
  if (/^E[A-Z]+$/.test(code) || name === 'AbortError' || name === 'TimeoutError') return error
  // What a server says has a state; the rest is a driver that does not understand it.
  if (sqlState === undefined) return new SilentError('it does not speak as MySQL', 'protocol')
  return new SilentError(withoutSecrets(message, secrets) || 'it failed without a word')
}
