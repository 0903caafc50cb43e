import { loadDriver } from './load-driver.ts'

/** A client of a database, and its end. Clients connect when they are first used. */
export interface OpenClient {
  client: unknown
  close: () => Promise<unknown>
}

type Constructor = new (...options: unknown[]) => Emitter & Record<string, (...words: unknown[]) => Promise<unknown>>

interface Emitter {
  on(event: 'error', listener: () => void): unknown
}

const CONNECT_TIMEOUT_MS = 5_000
/** One for the check, one for a check that hangs. */
const MAX_CONNECTIONS = 2

export const CLIENTS = {
  async postgres(url: string, user: string, folder: string): Promise<OpenClient> {
    const { Pool } = (await loadDriver('pg', user, folder)) as { Pool: Constructor }
    const pool = new Pool({
      connectionString: url,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'shipworthy',
    })
    pool.on('error', ignore)
    return { client: pool, close: () => pool['end']!() }
  },
  async mysql(url: string, user: string, folder: string): Promise<OpenClient> {
    const { createPool } = (await loadDriver('mysql2/promise', user, folder)) as {
      createPool: (options: object) => { end: () => Promise<unknown> }
    }
    const pool = createPool({ uri: url, connectionLimit: MAX_CONNECTIONS, connectTimeout: CONNECT_TIMEOUT_MS })
    return { client: pool, close: () => pool.end() }
  },
  async redis(url: string, user: string, folder: string): Promise<OpenClient> {
    const { Redis } = (await loadDriver('ioredis', user, folder)) as { Redis: Constructor }
    const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, connectTimeout: CONNECT_TIMEOUT_MS })
    client.on('error', ignore)
    return { client, close: async () => client['disconnect']!() }
  },
} as const

/** What is lost is seen by the next check; unheard it would end this process. */
function ignore(): void {}
