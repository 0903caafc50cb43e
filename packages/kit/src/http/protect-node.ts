import type { IncomingMessage, ServerResponse } from 'node:http'
import { runInRequest, type RequestContext } from '../request/request-context.ts'
import { viewOfNode, type RequestView } from '../request/request-view.ts'
import { sendProblem } from '../request/send-problem.ts'
import { compressNode } from './compress-node.ts'
import type { Guard } from './create-guard.ts'
import { limitBodyTime } from './limit-body-time.ts'
import { lateProblem, problemOfHead } from './read-body.ts'

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown

/** A handler of node:http with everything around it; what it throws is answered. */
export function protectNode(
  guard: Guard,
  handler: NodeHandler,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const beganMs = performance.now()
    const view = viewOfNode(request)
    const context = guard.begin(view)
    response.once('close', () => {
      const isAborted = !response.writableFinished
      guard.answered(view, { context, status: response.statusCode, durationMs: performance.now() - beganMs, isAborted })
    })
    if (guard.compression) compressNode(request, response, guard.compression)
    void runInRequest(context, () => answer(guard, view, context, { request, response, handler }))
  }
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  handler: NodeHandler
}

async function answer(guard: Guard, view: RequestView, context: RequestContext, exchange: Exchange): Promise<void> {
  const { request, response, handler } = exchange
  limitBodyTime(request, response, guard.bodyTimeoutMs, () =>
    runInRequest(context, () => sendProblem(response, lateProblem())),
  )
  try {
    const { headers, problem, isPreflight } = await guard.judge(view, context)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const refusal =
      problem ?? (isPreflight ? undefined : (problemOfHead(request, guard.maxBodyBytes) ?? guard.judgeCsrf(view)))
    if (refusal) sendProblem(response, refusal)
    else if (isPreflight) response.writeHead(204).end()
    else await handler(request, response)
  } catch (error) {
    sendProblem(response, guard.fail(error, context))
  }
}
