import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HealthHandler } from '../handler/health-request.ts'
import { setRoutePattern } from '../route-pattern.ts'
import { answerNode } from './node.ts'

/** What is used of Fastify 4 and 5. */
export interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (
      request: { raw: IncomingMessage; routeOptions?: { url?: string | undefined } },
      reply: { raw: ServerResponse; hijack(): unknown },
      done: () => void,
    ) => void,
  ): unknown
}

/** A plugin: `await fastify.register(health.fastify)`. It answers before routing, also for paths that have no route. */
export function fastifyPlugin(
  handler: HealthHandler,
): (fastify: FastifyLike, options: object, done: () => void) => void {
  const plugin = (fastify: FastifyLike, _options: object, done: () => void): void => {
    fastify.addHook('onRequest', (request, reply, next) => {
      if (answerNode(handler, request.raw, reply.raw, request)) reply.hijack()
      else {
        setRoutePattern(request.raw, () => request.routeOptions?.url)
        next()
      }
    })
    done()
  }
  // Without encapsulation, as fastify-plugin does it: the hook is for the whole application.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true })
}
