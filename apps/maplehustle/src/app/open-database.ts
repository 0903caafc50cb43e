import { join } from 'node:path'
import { createPool, type Pool } from '@shipworthy/kit/database'
import { createEmbeddedPool, type EmbeddedPool } from '@shipworthy/kit/embedded'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'

/** The database, and which one it is: jobs are kept in it in different ways. */
export type Database = { kind: 'postgres'; pool: Pool; url: string } | { kind: 'embedded'; pool: EmbeddedPool }

/** Extensions that the migrations create. */
export const DATABASE_EXTENSIONS = ['btree_gist', 'unaccent']

/**
 * PostgreSQL when there is a `DATABASE_URL`, else the embedded database in the data folder.
 *
 * @throws KitError `SW_ERR_KIT_EMBEDDED_…`.
 */
export async function openDatabase(config: Config, log: Logger): Promise<Database> {
  const { DATABASE_URL: url } = config
  if (url === undefined) {
    const folder = join(config.DATA_FOLDER, 'postgres')
    return { kind: 'embedded', pool: await createEmbeddedPool({ folder, extensions: DATABASE_EXTENSIONS }) }
  }
  const pool = createPool({
    connectionString: url,
    steady: config.DATABASE_STEADY,
    overflow: config.DATABASE_OVERFLOW,
    acquireTimeoutMs: config.DATABASE_ACQUIRE_TIMEOUT_MS,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
    recycleAfterMs: config.DATABASE_RECYCLE_MS,
    slowQueryMs: config.DATABASE_SLOW_QUERY_MS,
    onSlowQuery: (query) => log.warn(query, 'slow query'),
    onError: (err) => log.warn({ err }, 'a database connection failed'),
    applicationName: 'maplehustle',
  })
  return { kind: 'postgres', pool, url }
}
