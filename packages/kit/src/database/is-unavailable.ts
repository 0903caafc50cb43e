/** Class 08 of PostgreSQL's error codes, the codes of a server that shuts down, and errors of the socket. */
const LOST = /^(08|57P0[123]|ECONNRESET|EPIPE|ETIMEDOUT)/
/** `too_many_connections`, and what keeps a connection from being made at all. */
const REFUSED = /^(53300|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/

/** What `pg` says without a code: only then, as the texts of the server may hold values of a client. */
const LOST_TEXT = /connection terminated|not queryable/i
const NONE_FREE_TEXT = /timeout exceeded when trying to connect/i

/** Whether the connection that an error came from is of no more use. */
export function isConnectionLost(error: unknown): boolean {
  return says(error, LOST, LOST_TEXT)
}

/**
 * Whether an error says that the database is not there, or has no connection to spare, rather than that a statement was wrong:
 * the same may work a moment later.
 *
 * @example
 * const protection = createHttpProtection({
 *   translate: (error) => (isUnavailable(error) ? new HttpProblem(503, { headers: { 'retry-after': '1' } }) : undefined),
 * })
 */
export function isUnavailable(error: unknown): boolean {
  return isConnectionLost(error) || says(error, REFUSED, NONE_FREE_TEXT)
}

function says(error: unknown, codes: RegExp, texts: RegExp): boolean {
  const { code } = (typeof error === 'object' && error ? error : {}) as { code?: unknown }
  return typeof code === 'string' ? codes.test(code) : texts.test(String(error))
}
