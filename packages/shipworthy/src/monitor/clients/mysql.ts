import { loadDriver } from './load-driver.ts'
import { CONNECT_TIMEOUT_MS, type ClientUse, type OpenClient } from './open-client.ts'

/** One for the check, one for a check that hangs. */
const MAX_CONNECTIONS = 2

/** A pool of `mysql2`. */
export async function openMysql(url: string, use: ClientUse): Promise<OpenClient> {
  const { createPool } = (await loadDriver('mysql2/promise', use)) as {
    createPool: (options: object) => { end: () => Promise<unknown> }
  }
  const pool = createPool({ uri: url, connectionLimit: MAX_CONNECTIONS, connectTimeout: CONNECT_TIMEOUT_MS })
  return { client: pool, close: () => pool.end() }
}
