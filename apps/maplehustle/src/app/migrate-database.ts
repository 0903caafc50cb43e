import { join } from 'node:path'
import { AUTH_MIGRATIONS } from '@shipworthy/kit/auth'
import type { PgPool } from '@shipworthy/kit/database'
import { JOBS_MIGRATIONS } from '@shipworthy/kit/jobs'
import { createMigrator, type Migrator } from '@shipworthy/kit/migrations'

/** Ours, and those of the parts of the kit that keep tables. */
function migratorsOf(pool: PgPool): Migrator[] {
  return [
    createMigrator({ pool, folder: AUTH_MIGRATIONS, table: 'auth_migrations' }),
    createMigrator({ pool, folder: JOBS_MIGRATIONS, table: 'jobs_migrations' }),
    createMigrator({ pool, folder: join(import.meta.dirname, '../migrations') }),
  ]
}

/** Applies what is pending. @returns The names of what was applied. */
export async function migrateDatabase(pool: PgPool): Promise<string[]> {
  const applied: string[] = []
  for (const migrator of migratorsOf(pool)) applied.push(...(await migrator.up()))
  return applied
}

/** @throws KitError `SW_ERR_KIT_MIGRATION_PENDING` when the database is not where this version expects it. */
export async function assertMigrated(pool: PgPool): Promise<void> {
  for (const migrator of migratorsOf(pool)) await migrator.assertCurrent()
}
