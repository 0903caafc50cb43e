import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Stands before an HTTP server and keeps its answers back, as a network does that fails at the wrong moment. */
export interface HoldingProxy {
  url: string
  /** From now on what comes is done, and its answer does not arrive. */
  hold: () => void
  release: () => void
  /** Paths whose answer was there, delivered or not. */
  answered: () => readonly string[]
  close: () => Promise<void>
}

export async function startHoldingProxy(target: string): Promise<HoldingProxy> {
  const answered: string[] = []
  let isHolding = false
  const server = createServer(async (request, response) => {
    const { url = '/', method = 'GET' } = request
    const body = await buffer(request)
    const headers = Object.fromEntries(
      Object.entries(request.headersDistinct)
        .filter(([name]) => !/^(host|connection|content-length|transfer-encoding)$/.test(name))
        .map(([name, values]) => [name, values!.join(', ')]),
    )
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const answer = await fetch(`${target}${url}`, { method, headers, ...(hasBody && { body: new Uint8Array(body) }) })
    const text = await answer.text()
    answered.push(url)
    if (isHolding) return
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: () => void (isHolding = true),
    release: () => void (isHolding = false),
    answered: () => answered,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
