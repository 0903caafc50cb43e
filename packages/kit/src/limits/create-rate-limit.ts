import type { IncomingMessage, ServerResponse } from 'node:http'
import { KitError } from '../kit-error.ts'
import type { MetricFamily } from '../metrics/metric-family.ts'
import { createClientAddress, type TrustedProxies } from '../request/client-address.ts'
import { answerProblem, problemResponse, sendProblem, type FastifyReplyLike } from '../request/send-problem.ts'
import {
  viewOfFastify,
  viewOfFetch,
  viewOfNode,
  type FastifyRequestLike,
  type RequestView,
} from '../request/request-view.ts'
import { HttpProblem } from '../request/http-problem.ts'
import { createLimiter, type LimiterOptions, type LimiterStatistics } from './create-limiter.ts'
import { limiterMetrics } from './limiter-metrics.ts'
import { byAddress, type Policy } from './policy.ts'
import { rateLimitHeaders, type Judged } from './rate-limit-headers.ts'

export interface RateLimitOptions extends Omit<LimiterOptions, 'name' | 'limit' | 'perMs' | 'burst'> {
  /** Default: 100 a minute for each client address, 200 at once. */
  policies?: readonly Policy[]
  /**
   * Whose `X-Forwarded-For` is believed: `'none'` (default), the number of proxies in front of this server, or their
   * addresses and networks. Believing it without a proxy in front gives every request a new identity.
   */
  trustProxy?: TrustedProxies
  /** Requests that do not count, such as those of health probes. */
  skip?: (request: RequestView) => boolean
}

/** What is to be done with a request. */
export interface RateLimitResult {
  allowed: boolean
  /** For the answer, whatever it is. */
  headers: Record<string, string>
  /** The answer to a request that is refused. */
  problem?: HttpProblem
}

export interface RateLimit {
  /** What everything below is made of. */
  judge: (request: RequestView) => Promise<RateLimitResult>
  /** Around a handler of node:http. */
  protect: (
    handler: (request: IncomingMessage, response: ServerResponse) => unknown,
  ) => (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Before the next one in Express or Connect. */
  middleware: (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void
  /** A hook `onRequest` of Fastify, or `preHandler` where accounts are known by then. */
  hook: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>
  /** The answer to a `Request` that is refused. Of one that is not, the headers for its answer. */
  check: (request: Request, peer: string) => Promise<{ response?: Response; headers: Record<string, string> }>
  /** By policy. */
  statistics: () => Record<string, LimiterStatistics>
  /** For the registry of `@shipworthy/health`: `health.addMetrics(rateLimit.metrics)`. */
  metrics: () => MetricFamily[]
  close: () => void
}

const DEFAULT_POLICY: Policy = { name: 'address', limit: 100, perMs: 60_000, burst: 200 }

/**
 * Keeps clients from asking too often, and tells them in headers what is left.
 *
 * @example
 * const rateLimit = createRateLimit({
 *   redis,
 *   trustProxy: 1,
 *   policies: [
 *     { name: 'address', limit: 100, burst: 200 },
 *     { name: 'login', limit: 5, match: onRoute('POST', '/login') },
 *   ],
 * })
 * createServer(rateLimit.protect(handler))
 * fastify.addHook('onRequest', rateLimit.hook)
 *
 * @throws KitError `SW_ERR_KIT_LIMIT`, `SW_ERR_KIT_PROXIES`.
 */
export function createRateLimit(options: RateLimitOptions = {}): RateLimit {
  const { policies = [DEFAULT_POLICY], trustProxy = 'none', skip, ...shared } = options
  const addressOf = createClientAddress(trustProxy)
  const rules = policies.map((policy) => {
    checkName(policy.name, policies)
    return {
      ...policy,
      key: policy.key ?? byAddress(),
      limiter: createLimiter({ ...shared, ...policy, name: `limit:${policy.name}` }),
    }
  })

  async function judge(request: RequestView): Promise<RateLimitResult> {
    if (skip?.(request)) return { allowed: true, headers: {} }
    const address = addressOf(request)
    const judged: Judged[] = []
    for (const { name, key, match, cost, limiter } of rules) {
      const owner = (match?.(request) ?? true) ? key({ request, address }) : undefined
      if (owner === undefined) continue
      const verdict = await limiter.take(owner, cost?.(request) ?? 1)
      judged.push({ name, rate: limiter.rate, verdict })
      // What is refused uses up nothing of the policies after it.
      if (!verdict.allowed) break
    }
    const headers = rateLimitHeaders(judged)
    const refused = judged.find(({ verdict }) => !verdict.allowed)
    return refused ? { allowed: false, headers, problem: problemOf(refused) } : { allowed: true, headers }
  }

  async function answerRefused(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { headers, problem } = await judge(viewOfNode(request))
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (problem) sendProblem(response, problem)
    return problem !== undefined
  }

  const statistics = (): Record<string, LimiterStatistics> =>
    Object.fromEntries(rules.map(({ name, limiter }) => [name, limiter.statistics()]))

  return {
    judge,
    protect: (handler) => async (request, response) => {
      if (!(await answerRefused(request, response))) await handler(request, response)
    },
    middleware: (request, response, next) => {
      answerRefused(request, response).then((isAnswered) => isAnswered || next(), next)
    },
    hook: async (request, reply) => {
      const { headers, problem } = await judge(viewOfFastify(request))
      for (const [name, value] of Object.entries(headers)) reply.header(name, value)
      return problem && answerProblem(reply, problem)
    },
    check: async (request, peer) => {
      const { headers, problem } = await judge(viewOfFetch(request, peer))
      return problem ? { response: problemResponse(problem, headers), headers } : { headers }
    },
    statistics,
    metrics: () => limiterMetrics(statistics()),
    close: () => rules.forEach(({ limiter }) => limiter.close()),
  }
}

function problemOf({ name, verdict }: Judged): HttpProblem {
  const seconds = Math.ceil(verdict.retryAfterMs / 1000)
  const when = Number.isFinite(seconds) ? ` Try again in ${seconds} s.` : ''
  return new HttpProblem(429, { detail: `Too many requests.${when}`, extensions: { policy: name } })
}

/** Part of headers and keys. */
function checkName(name: string, policies: readonly Policy[]): void {
  if (!/^[\w.-]{1,64}$/.test(name))
    throw new KitError('SW_ERR_KIT_LIMIT', {
      problem: `the name "${name}" has other characters than letters, digits, . _ -`,
    })
  if (policies.filter((policy) => policy.name === name).length > 1)
    throw new KitError('SW_ERR_KIT_LIMIT', { problem: `two policies are named ${name}` })
}
