import type { HistoryStore } from '../history/history-store.ts'
import { readText } from '../options/read-option.ts'
import { createSqlStore } from './sql/create-sql-store.ts'
import { resolveRetention, type RetentionOptions } from './sql/store-options.ts'
import { createSqliteDriver } from './sqlite/create-sqlite-driver.ts'
import { loadSqlite, refuseForeignFile } from './sqlite/load-sqlite.ts'

export interface SqliteStoreOptions extends RetentionOptions {
  /** The file. Its folder is made if it is not there. */
  path: string
}

/**
 * History in a SQLite file, through `node:sqlite` of Node.js 22.13 or newer. Survives restarts; two processes may share one.
 * A file that has become corrupt is set aside as `<path>.corrupt-<time>`, and a new one is begun.
 *
 * @example
 * createHealth({ history: createSqliteStore({ path: '/var/lib/orders/health.db' }), checks })
 *
 * @throws HealthError `SW_ERR_HEALTH_NO_SQLITE` on an older Node.js, `SW_ERR_HEALTH_NOT_SQLITE` for a file of another kind.
 */
export function createSqliteStore(options: SqliteStoreOptions): HistoryStore {
  const sqlite = loadSqlite()
  const path = readText(options.path, 'sqlite.path')
  refuseForeignFile(path)
  return createSqlStore(createSqliteDriver(sqlite, path), resolveRetention(options))
}
