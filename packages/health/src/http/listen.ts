import { createServer, type RequestListener } from 'node:http'
import { HealthError } from '../errors.ts'
import { answerNode } from './adapters/node.ts'
import type { Duration } from '../units/duration.ts'
import type { HealthHandler } from './handler/health-request.ts'

export interface ListenOptions {
  /** 0 for a free one. */
  port: number
  /** All addresses by default: whoever probes is on another machine. */
  host?: string
  /**
   * A thread of its own for the probes: they are answered while the event loop is blocked, and a loop that stays blocked is
   * reported with its stack. The numbers say after how long it is reported (1 s), not ready (5 s) and not live (10 s).
   */
  thread?: boolean | ThreadOptions
  /** Answers what is not health's on the same port, instead of 404; not with `thread`. */
  fallback?: RequestListener
}

export interface ThreadOptions {
  reportAfter?: Duration
  unreadyAfter?: Duration
  deadAfter?: Duration
}

export interface ProbeServer {
  /** The port that was taken. */
  port: number
  close(): Promise<void>
}

/** A server that answers health. It does not keep the process alive. */
export function listen(handler: HealthHandler, { port, host, fallback }: ListenOptions): Promise<ProbeServer> {
  const server = createServer((request, response) => {
    if (answerNode(handler, request, response)) return
    if (fallback) return fallback(request, response)
    response.writeHead(404, { 'content-length': '0', 'cache-control': 'no-store' }).end()
  })
  // Somebody who sends nothing may not hold a connection for long.
  server.headersTimeout = 5_000
  server.requestTimeout = 10_000
  return new Promise((resolve, reject) => {
    // It stays: an error later on, such as no file descriptor for a connection, must not end the service.
    server.on('error', (error) => {
      const address = host === undefined ? `port ${port}` : `${host}:${port}`
      reject(HealthError.of('SW_ERR_HEALTH_LISTEN', { address, reason: error.message }, error))
    })
    server.listen({ port, ...(host !== undefined && { host }) }, () => {
      server.unref()
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            server.closeAllConnections()
          }),
      })
    })
  })
}
