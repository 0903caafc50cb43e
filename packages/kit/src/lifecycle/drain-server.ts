import type { Server as HttpServer, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'

export type WebServer = HttpServer | HttpsServer

export interface Drain {
  /** From now on every response asks its client to connect anew, elsewhere. */
  begin: () => void
  /** Stops accepting, ends idle connections, and waits for the requests that are being answered. */
  finish: (signal: AbortSignal) => Promise<void>
}

/**
 * Lets a server end without cutting off a request: a client that keeps its connection open learns of the end with its
 * next response (`Connection: close`, RFC 9112 section 9.6) and is not surprised by a reset.
 */
export function drainServer(server: WebServer): Drain {
  const open = new Set<ServerResponse>()
  let draining = false
  let closing = false
  server.prependListener('request', (_, response: ServerResponse) => {
    open.add(response)
    response.once('close', () => {
      open.delete(response)
      // A response whose head was sent before the end leaves its connection open for the next request.
      if (closing) setImmediate(() => server.closeIdleConnections())
    })
    if (draining) sayGoodbye(response)
  })
  return {
    begin: () => {
      draining = true
      for (const response of open) sayGoodbye(response)
    },
    finish: async (signal) => {
      closing = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const cut = (): void => server.closeAllConnections()
      signal.addEventListener('abort', cut, { once: true })
      await closed
      signal.removeEventListener('abort', cut)
    },
  }
}

function sayGoodbye(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close')
}
