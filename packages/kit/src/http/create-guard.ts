import { randomBytes } from 'node:crypto'
import { createClientAddress, createTrustsPeer } from '../request/client-address.ts'
import { HttpProblem } from '../request/http-problem.ts'
import type { RequestContext } from '../request/request-context.ts'
import type { RequestView } from '../request/request-view.ts'
import { readTraceParent } from '../request/trace-parent.ts'
import { logAccess, type Answered } from './access-log.ts'
import type { CompressionOptions } from './compression.ts'
import { createCors } from './cors.ts'
import type { HttpOptions } from './http-options.ts'
import { BODY_DEFAULTS } from './read-body.ts'
import { requestIdOf } from './request-id.ts'
import { createSecurityHeaders } from './security-headers.ts'
import { toProblem } from './to-problem.ts'

/** What was found before anything of the request was done. */
export interface Judgement {
  /** For the answer, whatever it is. */
  headers: Record<string, string>
  /** The answer, when the handler is not to be asked. */
  problem?: HttpProblem
  /** Answered with 204 and the headers. */
  isPreflight: boolean
}

/** What all adapters are made of; knows no server. */
export interface Guard {
  maxBodyBytes: number
  bodyTimeoutMs: number
  compression: CompressionOptions | undefined
  begin: (request: RequestView) => RequestContext
  judge: (request: RequestView, context: RequestContext) => Promise<Judgement>
  /** Apart from the rest, as frameworks know sessions only later. */
  judgeCsrf: (request: RequestView) => HttpProblem | undefined
  /** Makes a problem of an error; what the client is not told goes to the log. */
  fail: (error: unknown, context: RequestContext | undefined) => HttpProblem
  answered: (request: RequestView, answered: Answered) => void
}

export function createGuard(options: HttpOptions): Guard {
  const { log, trustProxy = 'none', csrf, rateLimit, quiet, translate, body = {} } = options
  const addressOf = createClientAddress(trustProxy)
  const trustsPeer = createTrustsPeer(trustProxy)
  const headersFor = options.headers === false ? () => ({}) : createSecurityHeaders(options.headers)
  const cors = options.cors && createCors(options.cors)
  return {
    maxBodyBytes: body.maxBytes ?? BODY_DEFAULTS.maxBytes,
    bodyTimeoutMs: body.timeoutMs ?? BODY_DEFAULTS.timeoutMs,
    compression: options.compression,
    begin(request) {
      const isTrusted = trustsPeer(request)
      const traceId = isTrusted ? readTraceParent(request.header('traceparent'))?.traceId : undefined
      return {
        requestId: requestIdOf(request, isTrusted),
        method: request.method,
        path: request.path,
        address: addressOf(request),
        cspNonce: randomBytes(16).toString('base64'),
        ...(traceId !== undefined && { traceId }),
      }
    },
    async judge(request, { requestId, cspNonce = '' }) {
      const shared = cors?.(request)
      const headers = { 'x-request-id': requestId, ...headersFor(cspNonce), ...shared?.headers }
      if (shared?.isPreflight) return { headers, isPreflight: true, ...(shared.problem && { problem: shared.problem }) }
      const limited = await rateLimit?.judge(request)
      const all = { ...headers, ...limited?.headers }
      return { headers: all, isPreflight: false, ...(limited?.problem && { problem: limited.problem }) }
    },
    judgeCsrf: (request) => csrf?.judge(request),
    fail(error, context) {
      const problem = error instanceof HttpProblem ? error : (translate?.(error) ?? toProblem(error))
      if (problem.statusCode >= 500) log?.error({ requestId: context?.requestId, err: error }, 'request failed')
      return problem
    },
    answered: (request, answered) => {
      if (log && !quiet?.(request)) logAccess(log, answered)
    },
  }
}
