import type { HttpProblem } from '../request/http-problem.ts'
import { runInRequest, type RequestContext } from '../request/request-context.ts'
import { problemResponse } from '../request/send-problem.ts'
import { viewOfFetch, type RequestView } from '../request/request-view.ts'
import { compressFetch } from './compress-fetch.ts'
import type { Guard } from './create-guard.ts'
import { lateProblem, tooLargeProblem } from './read-body.ts'

export type FetchHandler = (request: Request) => Promise<Response> | Response

/** The same for servers that work with `Request` and `Response`; they have to say where a request came from. */
export function protectFetch(
  guard: Guard,
  handler: FetchHandler,
): (request: Request, peer: string) => Promise<Response> {
  return (request, peer) => {
    const beganMs = performance.now()
    const view = viewOfFetch(request, peer)
    const context = guard.begin(view)
    return runInRequest(context, async () => {
      const response = await answer(guard, view, context, { request, handler })
      guard.answered(view, { context, status: response.status, durationMs: performance.now() - beganMs })
      return response
    })
  }
}

interface Exchange {
  request: Request
  handler: FetchHandler
}

async function answer(guard: Guard, view: RequestView, context: RequestContext, exchange: Exchange): Promise<Response> {
  const { request, handler } = exchange
  let headers: Record<string, string> = {}
  try {
    const judgement = await guard.judge(view, context)
    headers = judgement.headers
    if (judgement.problem) return problemResponse(judgement.problem, headers)
    if (judgement.isPreflight) return new Response(null, { status: 204, headers })
    const refusal = tooLarge(request, guard.maxBodyBytes) ?? guard.judgeCsrf(view)
    if (refusal) return problemResponse(refusal, headers)
    const response = withHeaders(await handler(limitBody(request, guard)), headers)
    return guard.compression ? compressFetch(request, response, guard.compression) : response
  } catch (error) {
    return problemResponse(guard.fail(error, context), headers)
  }
}

function tooLarge(request: Request, maxBytes: number): HttpProblem | undefined {
  return Number(request.headers.get('content-length') ?? 0) > maxBytes ? tooLargeProblem(maxBytes) : undefined
}

/** Reading it throws when it is more than allowed, or takes longer. */
function limitBody(request: Request, { maxBodyBytes, bodyTimeoutMs }: Guard): Request {
  if (!request.body) return request
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(lateProblem()), bodyTimeoutMs).unref()
  let size = 0
  const limited = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength
        if (size > maxBodyBytes) controller.error(tooLargeProblem(maxBodyBytes))
        else controller.enqueue(chunk)
      },
      flush: () => clearTimeout(timer),
    }),
    { signal: late.signal },
  )
  return new Request(request, { body: limited, duplex: 'half' } as RequestInit)
}

/** What the handler says itself stands. */
function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  const all = new Headers(response.headers)
  for (const [name, value] of Object.entries(headers)) if (!all.has(name)) all.set(name, value)
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers: all })
}
