import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyRequestLike } from '../request/request-view.ts'
import { answerProblem, type FastifyReplyLike } from '../request/send-problem.ts'
import { answerClientError } from './answer-client-error.ts'
import { createGuard } from './create-guard.ts'
import { fastifyPlugin, type FastifyPlugin } from './fastify-plugin.ts'
import type { HttpOptions } from './http-options.ts'
import { protectFetch, type FetchHandler } from './protect-fetch.ts'
import { protectNode, type NodeHandler } from './protect-node.ts'
import { toProblem } from './to-problem.ts'

export interface HttpProtection {
  /** Around a handler of node:http. Read bodies in it with `readBody` and `readJson`. */
  node: (handler: NodeHandler) => (request: IncomingMessage, response: ServerResponse) => void
  /** Around a handler of `Request`; `peer` is the address at the other end of the connection. */
  fetch: (handler: FetchHandler) => (request: Request, peer: string) => Promise<Response>
  /** For `fastify.register`. Register it first. */
  fastify: FastifyPlugin
  /** For `Fastify({ …, ...protection.fastifyOptions })`: what goes wrong before there is a request, and limits of bodies. */
  fastifyOptions: {
    bodyLimit: number
    requestTimeout: number
    clientErrorHandler: typeof answerClientError
    frameworkErrors: (error: unknown, request: FastifyRequestLike, reply: FastifyReplyLike) => void
  }
}

/**
 * What stands around every handler: request ids and context, headers for browsers, CORS, rate limit, CSRF, limits of bodies, errors
 * as problem+json that say nothing of the inside, access log.
 *
 * @example
 * const protection = createHttpProtection({ log, trustProxy: 1, rateLimit: createRateLimit({ redis, trustProxy: 1 }) })
 * createServer(protection.node(handler)).on('clientError', answerClientError)
 *
 * const fastify = Fastify({ ...protection.fastifyOptions })
 * await fastify.register(protection.fastify)
 *
 * @throws KitError `SW_ERR_KIT_PROXIES`, `SW_ERR_KIT_ORIGIN`, `SW_ERR_KIT_HEADER`.
 */
export function createHttpProtection(options: HttpOptions = {}): HttpProtection {
  const guard = createGuard(options)
  return {
    node: (handler) => protectNode(guard, handler),
    fetch: (handler) => protectFetch(guard, handler),
    fastify: fastifyPlugin(guard),
    fastifyOptions: {
      bodyLimit: guard.maxBodyBytes,
      // Of the whole request, and only where ours does not see it: while headers come.
      requestTimeout: 2 * guard.bodyTimeoutMs,
      clientErrorHandler: answerClientError,
      frameworkErrors: (error, _, reply) => void answerProblem(reply, toProblem(error)),
    },
  }
}
