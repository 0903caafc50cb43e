import type { HealthHandler } from '../handler/health-request.ts'

/** What is used of Hono's context. */
export interface HonoContext {
  req: { raw: Request }
  env?: unknown
}

/** Middleware for Hono: `app.use(health.hono())`. On node-server it knows the remote address; elsewhere details need a token. */
export function honoMiddleware(
  handler: HealthHandler,
): (context: HonoContext, next: () => Promise<void>) => Promise<Response | void> {
  return async (context, next) => {
    const { method, url, headers } = context.req.raw
    const target = url.slice(url.indexOf('/', url.indexOf('//') + 2))
    const answer = handler.owns(target)
      ? await handler.handle({
          method,
          url: target,
          headers: Object.fromEntries(headers),
          remoteAddress: addressOf(context.env),
          raw: context,
        })
      : undefined
    if (answer === undefined) return next()
    return new Response(method === 'HEAD' ? null : answer.body, { status: answer.status, headers: answer.headers })
  }
}

function addressOf(env: unknown): string | undefined {
  return (env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket?.remoteAddress
}
