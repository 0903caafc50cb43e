import type { PgClient, PgPool } from '../database/pg-pool.ts'
import { KitError } from '../kit-error.ts'
import { readMigrations, type Migration } from './read-migrations.ts'

export interface MigratorOptions {
  pool: PgPool
  /** Folder of `NNN_name.sql` files. */
  folder: string
  /** Where applied migrations are noted. Default `shipworthy_migrations`. */
  table?: string
  /**
   * A migration waits no longer for a lock on a table: everything that comes after it would wait behind it. Default 5 s.
   */
  lockTimeoutMs?: number
}

export interface MigrationStatus {
  id: number
  name: string
  state: 'applied' | 'pending' | 'changed' | 'missing'
  appliedAt?: Date
}

export interface Migrator {
  /** Applies what is pending, one instance at a time, and gives the names of what it applied. */
  up: (options?: { dryRun?: boolean }) => Promise<string[]>
  status: () => Promise<MigrationStatus[]>
  /** @throws KitError `SW_ERR_KIT_MIGRATION_PENDING` when the database is not where this code expects it. */
  assertCurrent: () => Promise<void>
}

/** Any number; the same for all that migrate one database. */
const LOCK = 7_463_201_985

interface Applied {
  id: number
  name: string
  checksum: string
  applied_at: Date
}

/**
 * Applies SQL files in order, each in a transaction with the note that it was applied, under a lock that keeps several
 * instances that start at once from doing it twice. A file that was changed after it was applied stops everything.
 *
 * @example
 * const migrator = createMigrator({ pool, folder: 'migrations' })
 * console.log(await migrator.up({ dryRun: true }))
 * await migrator.up()
 *
 * @throws KitError `SW_ERR_KIT_MIGRATION_BUSY`, `SW_ERR_KIT_MIGRATION_CHANGED`, `SW_ERR_KIT_MIGRATION_FAILED`,
 * `SW_ERR_KIT_MIGRATION_FILES`.
 */
export function createMigrator({
  pool,
  folder,
  table = 'shipworthy_migrations',
  lockTimeoutMs = 5000,
}: MigratorOptions): Migrator {
  const quoted = `"${table.replaceAll('"', '""')}"`

  async function readApplied(client: Pick<PgClient, 'query'>): Promise<Applied[]> {
    const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [quoted])
    if (!rows[0]?.there) return []
    // Numbers may be times in milliseconds, which `pg` gives as text.
    const select = `SELECT id::text, name, checksum, applied_at FROM ${quoted} ORDER BY ${quoted}.id`
    const { rows: applied } = await client.query<Omit<Applied, 'id'> & { id: string }>(select)
    return applied.map((row) => ({ ...row, id: Number(row.id) }))
  }

  async function up({ dryRun = false } = {}): Promise<string[]> {
    const migrations = readMigrations(folder)
    if (dryRun) return pendingOf(migrations, await readApplied(pool)).map(({ name }) => name)
    const client = await pool.connect()
    try {
      await lock(client)
      await client.query(
        `CREATE TABLE IF NOT EXISTS ${quoted} (id bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
      )
      const pending = pendingOf(migrations, await readApplied(client))
      for (const migration of pending) await apply(client, migration)
      return pending.map(({ name }) => name)
    } finally {
      await unlock(client)
    }
  }

  async function apply(client: PgClient, migration: Migration): Promise<void> {
    const { id, name, checksum, sql, transactional } = migration
    const note = (): Promise<unknown> =>
      client.query(`INSERT INTO ${quoted} (id, name, checksum) VALUES ($1, $2, $3)`, [id, name, checksum])
    try {
      // Of this session, which is closed afterwards.
      await client.query(`SET statement_timeout = 0; SET lock_timeout = ${Math.round(lockTimeoutMs)}`)
      if (transactional) await client.query('BEGIN')
      await client.query(sql)
      await note()
      if (transactional) await client.query('COMMIT')
    } catch (error) {
      if (transactional) await client.query('ROLLBACK').catch(() => undefined)
      throw new KitError('SW_ERR_KIT_MIGRATION_FAILED', { name, reason: (error as Error).message }, error)
    }
  }

  return {
    up,
    status: async () => statusOf(readMigrations(folder), await readApplied(pool)),
    assertCurrent: async () => {
      const behind = statusOf(readMigrations(folder), await readApplied(pool)).filter(
        ({ state }) => state !== 'applied',
      )
      if (behind.length === 0) return
      const list = behind.map(({ name, state }) => `${name} is ${state}`).join(', ')
      throw new KitError('SW_ERR_KIT_MIGRATION_PENDING', { list })
    },
  }
}

/** No longer than the pool lets a statement take. */
async function lock(client: PgClient): Promise<void> {
  // The server works on when the process that asked is killed, and keeps its locks, unless it looks whether somebody is there.
  // PostgreSQL 14 or newer; what cannot look says so.
  await client.query("SET client_connection_check_interval = '1s'").catch(() => undefined)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
  } catch (error) {
    // `query_canceled` and `lock_not_available`: https://www.postgresql.org/docs/current/errcodes-appendix.html
    if (!/^(57014|55P03)$/.test((error as { code?: string }).code ?? '')) throw error
    throw new KitError('SW_ERR_KIT_MIGRATION_BUSY', { reason: (error as Error).message }, error)
  }
}

/** The session has settings of its own by now, so it is closed; that also ends the lock if this is all that works. */
async function unlock(client: PgClient): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined)
  client.release(true)
}

function statusOf(migrations: readonly Migration[], applied: readonly Applied[]): MigrationStatus[] {
  const known = new Map(applied.map((row) => [row.id, row]))
  const files = new Set(migrations.map(({ id }) => id))
  const missing = applied
    .filter(({ id }) => !files.has(id))
    .map(({ id, name, applied_at: appliedAt }): MigrationStatus => ({ id, name, state: 'missing', appliedAt }))
  const present = migrations.map(({ id, name, checksum }): MigrationStatus => {
    const row = known.get(id)
    if (!row) return { id, name, state: 'pending' }
    return { id, name, state: row.checksum === checksum ? 'applied' : 'changed', appliedAt: row.applied_at }
  })
  return [...missing, ...present].toSorted((a, b) => a.id - b.id)
}

function pendingOf(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const status = statusOf(migrations, applied)
  const changed = status.find(({ state }) => state === 'changed')
  if (changed) throw new KitError('SW_ERR_KIT_MIGRATION_CHANGED', { name: changed.name })
  const pending = new Set(status.filter(({ state }) => state === 'pending').map(({ id }) => id))
  return migrations.filter(({ id }) => pending.has(id))
}
