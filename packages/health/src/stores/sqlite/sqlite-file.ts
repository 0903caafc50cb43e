import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { refuseForeignFile, type Sqlite } from './load-sqlite.ts'

/** Blocks the event loop, so it is short; what waits longer waits outside. */
const BUSY_TIMEOUT_MS = 5
const MAX_LOG_BYTES = 4 * 1024 * 1024

/**
 * Opens a file, or makes it. Write-ahead log: readers and the writer do not wait for each other. `synchronous = NORMAL` loses
 * at most the last seconds at a power cut, and nothing when the process is killed.
 */
export function openDatabase(
  sqlite: Sqlite,
  path: string,
  isFirst: boolean,
): { database: DatabaseSync; inode: number } {
  // Only at the start: a folder that went away meanwhile may be a disk that is not there any more.
  if (isFirst) mkdirSync(dirname(path), { recursive: true })
  refuseForeignFile(path)
  const database = new sqlite.DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    database.exec('PRAGMA journal_mode = WAL')
    database.exec(`PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${MAX_LOG_BYTES}`)
    return { database, inode: statSync(path).ino }
  } catch (error) {
    database.close()
    throw error
  }
}

/** A file that was deleted can be written to for ever, and nobody ever reads it again. */
export function isSameFile(path: string, inode: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.ino === inode
}

/** Moves a corrupt database, with its log, out of the way; nothing is deleted. Returns where it went. */
export function setAside(path: string): string {
  const aside = `${path}.corrupt-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`)
  }
  return aside
}
