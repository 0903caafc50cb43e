import type { RequestContext } from '../request/request-context.ts'

/** What requests have to say; a pino logger fits. */
export interface HttpLog {
  info: (details: object, message: string) => void
  warn: (details: object, message: string) => void
  error: (details: object, message: string) => void
}

export interface Answered {
  context: RequestContext
  status: number
  durationMs: number
  /** The pattern of the route, when it is known. */
  route?: string | undefined
  /** The client went before the answer was complete. */
  isAborted?: boolean
}

/**
 * One line for each request. No header, no body, no query: cookies, tokens and whatever people type into search fields are in
 * those, and logs are read by more people than databases.
 */
export function logAccess(log: HttpLog, { context, status, durationMs, route, isAborted = false }: Answered): void {
  const { requestId, method, path, address } = context
  const details = {
    requestId,
    method,
    path: withoutTokens(path),
    ...(route !== undefined && { route }),
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    address,
    ...(isAborted && { isAborted }),
  }
  const level = status >= 500 ? 'error' : 'info'
  log[level](details, isAborted ? 'request aborted' : 'request')
}

/** Links of mails and invitations carry their secret in the path: `/reset/<token>`. */
function withoutTokens(path: string): string {
  return path
    .split('/')
    .map((part) => (part.length >= SHORTEST_TOKEN && !UUID.test(part) && TOKEN.test(part) ? '[token]' : part))
    .join('/')
}

/** 16 random bytes are 22 characters of Base64. */
const SHORTEST_TOKEN = 20
/** Letters and digits together, as no word has them. */
const TOKEN = /^(?=.*[0-9])(?=.*[a-z])[\w.~%=+-]+$/i
/** Names a thing and opens none. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
