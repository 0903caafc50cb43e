import type { MigrationTable } from '../../../facts/live/migration-table.ts'
import { MIGRATION_TABLE_NAMES, readMigrationTables, type NamedTable } from '../database/find-migration-tables.ts'
import type { PostgresConnection } from './open-postgres.ts'

/** How many tables there are beside those of the system. */
export async function countTables({ ask }: PostgresConnection): Promise<number> {
  const [row] = await ask(
    `SELECT count(*)::int AS tables FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`,
  )
  return Number(row!['tables'])
}

export async function readMigrations({ ask }: PostgresConnection): Promise<MigrationTable[]> {
  const list = MIGRATION_TABLE_NAMES.map((name) => `'${name}'`).join(', ')
  const rows = await ask(
    `SELECT n.nspname::text AS schema, c.relname::text AS "table",
      has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable,
      ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND c.relname IN (${list})`,
  )
  return readMigrationTables({ tables: rows as unknown as NamedTable[], ask, quote })
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
