import type { PgPool } from '@shipworthy/health/stores/postgres-store'
import { loadDriver } from './load-driver.ts'
import { CONNECT_TIMEOUT_MS, ignore, type ClientUse, type OpenClient } from './open-client.ts'

/** One for the check, one for a check that hangs. */
const MAX_CONNECTIONS = 2

interface Pool extends PgPool {
  on(event: 'error', listener: () => void): unknown
  end(): Promise<void>
}

/** A pool of `pg`. */
export async function openPostgres(url: string, use: ClientUse): Promise<OpenClient & { client: PgPool }> {
  const { Pool } = (await loadDriver('pg', use)) as { Pool: new (options: object) => Pool }
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'shipworthy',
  })
  pool.on('error', ignore)
  return { client: pool, close: () => pool.end() }
}
