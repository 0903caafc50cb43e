import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { HealthHandler, HealthResponse } from '../handler/health-request.ts'

/** Answers a request of node:http if its path is one of health's; false when it is the application's. */
export function answerNode(
  handler: HealthHandler,
  request: IncomingMessage,
  response: ServerResponse,
  raw?: unknown,
): boolean {
  const { url = '/', method = 'GET', headers, socket } = request
  if (!handler.owns(url)) return false
  const answer = handler.handle({ method, url, headers, remoteAddress: socket.remoteAddress, raw: raw ?? request })
  if (answer === undefined) return false
  if (answer instanceof Promise) void answer.then((late) => send(response, late))
  else send(response, answer)
  return true
}

function send(response: ServerResponse, { status, headers, body }: HealthResponse): void {
  response.writeHead(status, headers)
  response.end(body)
}

/**
 * Stands in front of everything a server does: probes never reach the framework, whatever is mounted there and however late.
 * What it returns takes it off again.
 */
export function attachToServer(handler: HealthHandler, server: Server): () => void {
  const { emit } = server
  const own = function (this: Server, event: string | symbol, ...values: unknown[]): boolean {
    const isRequest = event === 'request' || event === 'checkContinue'
    if (isRequest && answerNode(handler, values[0] as IncomingMessage, values[1] as ServerResponse)) return true
    return (emit as (...all: unknown[]) => boolean).call(this, event, ...values)
  }
  server.emit = own as Server['emit']
  return () => {
    if (server.emit === own) server.emit = emit
  }
}
