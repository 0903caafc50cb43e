import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { RequestMetrics } from '../export/request-metrics.ts'
import { routePatternOf } from './route-pattern.ts'

/** Measures every request of a server, also those that never reach a route. What it returns ends that. */
export function measureRequests(metrics: RequestMetrics, server: Server): () => void {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const start = performance.now()
    const end = metrics.begin(request.method ?? '')
    response.once('close', () => {
      const status = response.headersSent ? response.statusCode : 0
      end(routePatternOf(request), status, (performance.now() - start) / 1_000)
    })
  }
  server.prependListener('request', listener)
  return () => void server.off('request', listener)
}
