import { Agent, get } from 'node:http'

/** Connections that had an answer and stay open, as browsers and load balancers leave them. */
export interface IdleConnections {
  count: number
  close: () => void
}

const LIMIT_MS = 5_000

/** @param path Something that is answered soon. */
export async function openIdle(origin: string, path: string, count: number): Promise<IdleConnections> {
  const agent = new Agent({ keepAlive: true, maxSockets: count, maxFreeSockets: count })
  const opened = await Promise.all(Array.from({ length: count }, () => ask(new URL(path, origin), agent)))
  return { count: opened.filter(Boolean).length, close: () => agent.destroy() }
}

function ask(url: URL, agent: Agent): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const request = get(url, { agent }, (response) => {
    const isKept = response.headers.connection !== 'close'
    response.on('end', () => resolve(isKept)).on('error', () => resolve(false))
    response.resume()
  })
  // Also for an answer that never ends.
  const limit = setTimeout(() => request.destroy(), LIMIT_MS)
  request.on('error', () => resolve(false)).on('close', () => resolve(false))
  return promise.finally(() => clearTimeout(limit))
}
