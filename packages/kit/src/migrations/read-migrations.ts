import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KitError } from '../kit-error.ts'

export interface Migration {
  /** The number its file begins with. */
  id: number
  /** Name of the file. */
  name: string
  sql: string
  /** SHA-256 of the text, with line breaks as on Unix. */
  checksum: string
  /** `false` for a file that begins with `-- no transaction`, as `CREATE INDEX CONCURRENTLY` needs it. */
  transactional: boolean
}

/** How node-pg-migrate, dbmate and goose begin the part of a file that takes its work back. */
const WAY_DOWN = /^--\s*(down migration|migrate:down|\+goose down)\b/im

/**
 * Reads migrations: files named `NNN_name.sql`, in the order of their numbers.
 *
 * @throws KitError `SW_ERR_KIT_MIGRATION_FILES` when two have the same number, or one has none, and for files of other tools with a
 * section for the way down.
 */
export function readMigrations(folder: string): Migration[] {
  const migrations = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => readMigration(folder, name))
    .toSorted((a, b) => a.id - b.id)
  for (const [index, { id, name }] of migrations.entries()) {
    const other = migrations[index + 1]
    if (other?.id === id)
      throw new KitError('SW_ERR_KIT_MIGRATION_FILES', { problem: `${name} and ${other.name} have the same number` })
  }
  return migrations
}

function readMigration(folder: string, name: string): Migration {
  const id = /^(\d+)_/.exec(name)?.[1]
  if (id === undefined || !Number.isSafeInteger(Number(id)))
    throw new KitError('SW_ERR_KIT_MIGRATION_FILES', {
      problem: `${name} does not begin with a number, as in 001_users.sql`,
    })
  const sql = readFileSync(join(folder, name), 'utf8').replace(/\r\n/g, '\n')
  if (WAY_DOWN.test(sql))
    throw new KitError('SW_ERR_KIT_MIGRATION_FILES', {
      problem: `${name} has a section for the way down, which would be run with the rest`,
    })
  return {
    id: Number(id),
    name,
    sql,
    checksum: createHash('sha256').update(sql).digest('hex'),
    transactional: !/^\s*--\s*no transaction\b/i.test(sql),
  }
}
