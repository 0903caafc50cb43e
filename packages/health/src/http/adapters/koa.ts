import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HealthHandler } from '../handler/health-request.ts'
import { setRoutePattern } from '../route-pattern.ts'
import { answerNode } from './node.ts'

/** What is used of Koa's context. */
export interface KoaContext {
  req: IncomingMessage
  res: ServerResponse
  respond?: boolean
  /** Left there by @koa/router. */
  _matchedRoute?: unknown
}

/** Middleware for Koa 2 and 3: `app.use(health.koa())`. Mount it first. */
export function koaMiddleware(
  handler: HealthHandler,
): (context: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  return async (context, next) => {
    // Koa must not answer a second time, nor while an export is on its way.
    if (answerNode(handler, context.req, context.res, context)) context.respond = false
    else {
      setRoutePattern(context.req, () => context._matchedRoute)
      await next()
    }
  }
}
