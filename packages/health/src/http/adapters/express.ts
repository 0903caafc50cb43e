import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HealthHandler } from '../handler/health-request.ts'
import { answerNode } from './node.ts'

export type ExpressMiddleware = (
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** Middleware for Express 4 and 5, Connect and Nest on Express. Mount it first. */
export function expressMiddleware(handler: HealthHandler): ExpressMiddleware {
  return (request, response, next) => {
    if (!answerNode(handler, request, response)) next()
  }
}
