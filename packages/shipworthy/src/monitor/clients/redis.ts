import { loadDriver } from './load-driver.ts'
import { CONNECT_TIMEOUT_MS, ignore, type ClientUse, type OpenClient } from './open-client.ts'

interface Client {
  on(event: 'error', listener: () => void): unknown
  disconnect(): void
}

/** A client of `ioredis`. */
export async function openRedis(url: string, use: ClientUse): Promise<OpenClient> {
  const { Redis } = (await loadDriver('ioredis', use)) as { Redis: new (url: string, options: object) => Client }
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, connectTimeout: CONNECT_TIMEOUT_MS })
  client.on('error', ignore)
  return { client, close: async () => client.disconnect() }
}
