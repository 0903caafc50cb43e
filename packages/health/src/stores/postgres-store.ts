import type { HistoryStore } from '../history/history-store.ts'
import { refuse } from '../options/read-option.ts'
import { createPostgresDriver } from './postgres/create-postgres-driver.ts'
import type { PgPool } from './postgres/pg-pool.ts'
import { createSqlStore } from './sql/create-sql-store.ts'
import { resolveRetention, type RetentionOptions } from './sql/store-options.ts'

export type { PgPool, PgPoolClient } from './postgres/pg-pool.ts'

export interface PostgresStoreOptions extends RetentionOptions {
  /** A pool of `pg`, or what looks like one. It stays yours: it is not ended with the store. */
  pool: PgPool
}

/**
 * History in PostgreSQL, in tables that begin with `shipworthy_`, in the first schema of the search path. Several processes
 * may share them. Give it a pool of its own: one that is exhausted by the service could not be written about.
 *
 * @example
 * const pool = new pg.Pool({ connectionString: process.env.HISTORY_URL, max: 2 })
 * pool.on('error', () => {}) // or a lost idle connection ends the process
 * createHealth({ history: createPostgresStore({ pool }), checks })
 */
export function createPostgresStore(options: PostgresStoreOptions): HistoryStore {
  const { pool } = options
  if (typeof pool?.connect !== 'function') refuse('postgres.pool', 'a pool of the package pg', pool)
  return createSqlStore(createPostgresDriver(pool), resolveRetention(options))
}
