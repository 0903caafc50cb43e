import { fileURLToPath } from 'node:url'

/**
 * Folder with the migrations of the tables that sessions, lockout, second factor and single-use tokens need.
 *
 * @example
 * await createMigrator({ pool, folder: AUTH_MIGRATIONS, table: 'auth_migrations' }).up()
 */
export const AUTH_MIGRATIONS = fileURLToPath(new URL('../../migrations/auth', import.meta.url))
