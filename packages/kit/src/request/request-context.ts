import { AsyncLocalStorage } from 'node:async_hooks'

/** What is known of the request that is being answered, wherever the code for it runs. */
export interface RequestContext {
  /** In logs, in problems and in the header `X-Request-Id` of the answer. */
  requestId: string
  method: string
  path: string
  /** The client's address. */
  address: string
  /** For `nonce` attributes of scripts and styles. */
  cspNonce?: string
  /** Who asks, once `identifyRequest` has said so. */
  user?: string
  /** The trace that a trusted proxy began, by its header `traceparent`. */
  traceId?: string
}

const STORAGE = new AsyncLocalStorage<RequestContext>()

/**
 * The request that this code runs for; undefined outside of one.
 *
 * @example
 * response.end(`See ${currentRequest()?.requestId}`)
 */
export function currentRequest(): RequestContext | undefined {
  return STORAGE.getStore()
}

/** Runs something, and whatever it starts, for a request. */
export function runInRequest<T>(context: RequestContext, run: () => T): T {
  return STORAGE.run(context, run)
}

/**
 * Says for whom the request is, so that the log says it too: an id, nothing that people would not want to read there.
 *
 * @example
 * const { subject } = await tokens.verify(token)
 * identifyRequest(subject)
 */
export function identifyRequest(user: string): void {
  const context = STORAGE.getStore()
  if (context) context.user = user
}
