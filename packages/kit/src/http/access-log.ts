import { pathWithoutTokens } from '../request/path-without-tokens.ts'
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
  const { requestId, method, path, address, user, traceId } = context
  const details = {
    requestId,
    method,
    path: pathWithoutTokens(path),
    ...(route !== undefined && { route }),
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    address,
    ...(user !== undefined && { user }),
    ...(traceId !== undefined && { traceId }),
    ...(isAborted && { isAborted }),
  }
  const level = status >= 500 ? 'error' : 'info'
  log[level](details, isAborted ? 'request aborted' : 'request')
}
