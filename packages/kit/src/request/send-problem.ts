import type { ServerResponse } from 'node:http'
import type { HttpProblem } from './http-problem.ts'
import { currentRequest } from './request-context.ts'

/** What is used of a reply of Fastify. */
export interface FastifyReplyLike {
  header(name: string, value: string): unknown
  code(statusCode: number): unknown
  send(payload?: unknown): unknown
}

const HEADERS = {
  // Not a part of the standard's text, but of every client that would otherwise guess.
  'content-type': 'application/problem+json; charset=utf-8',
  'cache-control': 'no-store',
} as const

/** Answers with a problem. When an answer was begun already, all that is left is to break it off. */
export function sendProblem(response: ServerResponse, problem: HttpProblem): void {
  if (response.headersSent) {
    if (!response.writableEnded) response.destroy()
    return
  }
  const body = bodyOf(problem)
  for (const [name, value] of Object.entries({ ...HEADERS, ...problem.headers })) response.setHeader(name, value)
  response.statusCode = problem.statusCode
  response.setHeader('content-length', Buffer.byteLength(body))
  response.end(body)
}

export function answerProblem(reply: FastifyReplyLike, problem: HttpProblem): unknown {
  reply.code(problem.statusCode)
  for (const [name, value] of Object.entries({ ...HEADERS, ...problem.headers })) reply.header(name, value)
  return reply.send(bodyOf(problem))
}

export function problemResponse(problem: HttpProblem, headers: Readonly<Record<string, string>> = {}): Response {
  const all = { ...headers, ...HEADERS, ...problem.headers }
  return new Response(bodyOf(problem), { status: problem.statusCode, headers: all })
}

function bodyOf(problem: HttpProblem): string {
  return JSON.stringify(problem.toBody(currentRequest()?.requestId))
}
