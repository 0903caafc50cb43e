import type { DatabaseSync } from 'node:sqlite'
import { closeSync, openSync, readSync } from 'node:fs'
import { HealthError } from '../../errors.ts'

/** The part of the module that is used. */
export interface Sqlite {
  DatabaseSync: typeof DatabaseSync
}

/** First bytes of every SQLite database. */
const MAGIC = Buffer.from('SQLite format 3\0')

/** Not an import: on an older Node.js this package must load all the same. */
export function loadSqlite(): Sqlite {
  const sqlite = process.getBuiltinModule?.('node:sqlite')
  if (sqlite) return sqlite
  throw HealthError.of('SW_ERR_HEALTH_NO_SQLITE', { version: process.versions.node })
}

/** A path that leads to something else is a mistake of whoever wrote it; nothing of that file may be touched. */
export function refuseForeignFile(path: string): void {
  const head = Buffer.alloc(MAGIC.length)
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch {
    return
  }
  try {
    const length = readSync(descriptor, head)
    if (length > 0 && !head.equals(MAGIC)) throw HealthError.of('SW_ERR_HEALTH_NOT_SQLITE', { path })
  } finally {
    closeSync(descriptor)
  }
}
