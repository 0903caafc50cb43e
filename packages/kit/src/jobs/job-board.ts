import type { Queue } from 'bullmq'
import { HttpProblem } from '../request/http-problem.ts'
import { answerProblem, type FastifyReplyLike } from '../request/send-problem.ts'
import type { Jobs } from './jobs.ts'

export interface JobBoardOptions<Request> {
  jobs: Pick<Jobs, 'queuesForBoard'>
  /** Asked before each answer. Who is allowed sees every job with its payload. */
  isAllowed: (request: Request) => boolean | Promise<boolean>
  /** Default `/admin/jobs`. */
  path?: string
  /** `false`: jobs can be retried, changed and deleted, and queues emptied. Default true. */
  readOnly?: boolean
}

interface BoardRequest {
  method: string
}

interface Scope {
  addHook(name: 'onRequest', hook: (request: BoardRequest, reply: FastifyReplyLike) => Promise<unknown>): unknown
  register(plugin: unknown, options: { prefix: string }): PromiseLike<unknown>
}

/** What is used of an instance of Fastify 5. */
export interface BoardHost {
  register(plugin: (scope: Scope) => Promise<void>): PromiseLike<unknown>
}

/**
 * The dashboard allows its own styles in attributes, and names its own place; it needs nothing from elsewhere. Scripts of
 * others are kept out all the same.
 */
const CSP =
  "default-src 'self'; base-uri 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; form-action 'self'; frame-ancestors 'none'"

/**
 * A page that shows the jobs, for Fastify: bull-board, behind a question that is asked for every answer. Needs
 * `@bull-board/api` and `@bull-board/fastify`.
 *
 * @example
 * await app.register(protection.fastify)
 * await mountJobBoard(app, { jobs, isAllowed: async (request) => (await userOf(request))?.roles.includes('admin') ?? false })
 */
export async function mountJobBoard<Request>(app: BoardHost, options: JobBoardOptions<Request>): Promise<void> {
  const { jobs, isAllowed, path = '/admin/jobs', readOnly = true } = options
  // Only now, so that who wants no page needs none of it.
  const { createBullBoard } = await import('@bull-board/api')
  const { BullMQAdapter } = await import('@bull-board/api/bullMQAdapter')
  const { FastifyAdapter } = await import('@bull-board/fastify')
  const serverAdapter = new FastifyAdapter().setBasePath(path)
  const board = createBullBoard({ queues: [], serverAdapter })
  let shown: readonly Queue[] = []

  /** Jobs start after the application is made, and may start again. */
  function showQueues(): void {
    const queues = jobs.queuesForBoard()
    if (queues.every((queue, at) => queue === shown[at])) return
    shown = queues
    board.replaceQueues(queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: readOnly })))
  }

  async function judge(request: BoardRequest): Promise<HttpProblem | undefined> {
    if (!(await isAllowed(request as Request))) return new HttpProblem(403)
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    if (readOnly && !isReading) return new HttpProblem(403, { detail: 'Jobs can only be looked at here.' })
    try {
      showQueues()
      return undefined
    } catch (cause) {
      return new HttpProblem(503, { detail: 'The jobs have not started.', cause })
    }
  }

  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      const problem = await judge(request)
      if (problem) return answerProblem(reply, problem)
      reply.header('content-security-policy', CSP)
      reply.header('cache-control', 'no-store')
      return undefined
    })
    await scope.register(serverAdapter.registerPlugin(), { prefix: path })
  })
}
