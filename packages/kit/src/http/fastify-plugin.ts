import type { IncomingMessage, ServerResponse } from 'node:http'
import { HttpProblem } from '../request/http-problem.ts'
import { runInRequest, type RequestContext } from '../request/request-context.ts'
import { viewOfFastify, type FastifyRequestLike } from '../request/request-view.ts'
import { answerProblem, type FastifyReplyLike } from '../request/send-problem.ts'
import { compressNode } from './compress-node.ts'
import type { Guard } from './create-guard.ts'
import { limitBodyTime } from './limit-body-time.ts'
import { lateProblem } from './read-body.ts'

type Reply = FastifyReplyLike & { raw: ServerResponse; sent: boolean }
type Done = (error?: Error) => void

/** What is used of an instance of Fastify. */
export interface FastifyLike {
  addHook(name: string, hook: (request: FastifyRequestLike, reply: Reply, done: Done) => void): unknown
  setErrorHandler(handler: (error: unknown, request: FastifyRequestLike, reply: Reply) => unknown): unknown
  setNotFoundHandler(handler: (request: FastifyRequestLike, reply: Reply) => unknown): unknown
}

export type FastifyPlugin = (instance: FastifyLike, options: unknown, done: Done) => void

interface Begun {
  context: RequestContext
  atMs: number
}

/** For the whole server and not only for what is registered inside the plugin. */
export function fastifyPlugin(guard: Guard): FastifyPlugin {
  const begun = new WeakMap<IncomingMessage, Begun>()
  const contextOf = ({ raw }: FastifyRequestLike): RequestContext | undefined => begun.get(raw)?.context
  const inContext = <T>(request: FastifyRequestLike, run: () => T): T => {
    const context = contextOf(request)
    return context ? runInRequest(context, run) : run()
  }
  const refuse = (request: FastifyRequestLike, reply: Reply, problem: HttpProblem): unknown =>
    inContext(request, () => answerProblem(reply, problem))

  const plugin: FastifyPlugin = (instance, _, registered) => {
    instance.addHook('onRequest', (request, reply, done) => {
      const view = viewOfFastify(request)
      const context = guard.begin(view)
      begun.set(request.raw, { context, atMs: performance.now() })
      if (guard.compression) compressNode(request.raw, reply.raw, guard.compression)
      limitBodyTime(request.raw, reply.raw, guard.bodyTimeoutMs, () => {
        if (!reply.sent) refuse(request, reply, lateProblem())
      })
      guard.judge(view, context).then(({ headers, problem, isPreflight }) => {
        for (const [name, value] of Object.entries(headers)) reply.header(name, value)
        if (problem) refuse(request, reply, problem)
        else if (isPreflight) {
          reply.code(204)
          reply.send()
        } else runInRequest(context, done)
      }, done)
    })
    // The body was read in the context of its socket: here the request's own begins again.
    instance.addHook('preValidation', (request, reply, done) => {
      const problem = guard.judgeCsrf(viewOfFastify(request))
      if (problem) refuse(request, reply, problem)
      else inContext(request, done)
    })
    instance.addHook('onResponse', (request, reply, done) => {
      const { context, atMs } = begun.get(request.raw) ?? {}
      if (context && atMs !== undefined)
        guard.answered(viewOfFastify(request), {
          context,
          status: reply.raw.statusCode,
          durationMs: performance.now() - atMs,
          route: request.routeOptions?.url,
          isAborted: !reply.raw.writableFinished,
        })
      done()
    })
    instance.setErrorHandler((error, request, reply) => refuse(request, reply, guard.fail(error, contextOf(request))))
    instance.setNotFoundHandler((request, reply) => refuse(request, reply, new HttpProblem(404)))
    registered()
  }
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true })
}
