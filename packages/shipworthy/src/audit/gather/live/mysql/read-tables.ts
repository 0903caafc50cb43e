import type { MigrationTable } from '../../../facts/live/migration-table.ts'
import { MIGRATION_TABLE_NAMES, readMigrationTables, type NamedTable } from '../database/find-migration-tables.ts'
import type { MysqlConnection } from './open-mysql.ts'

/** How many tables the database of the address has. */
export async function countTables({ ask }: MysqlConnection): Promise<number> {
  const [row] = await ask(
    `SELECT DATABASE() AS name, COUNT(*) AS tables FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`,
  )
  if (!row?.['name']) throw new Error('the address names no database')
  return Number(row['tables'])
}

export async function readMigrations({ ask }: MysqlConnection): Promise<MigrationTable[]> {
  const list = MIGRATION_TABLE_NAMES.map((name) => `'${name}'`).join(', ')
  const rows = await ask(
    `SELECT table_schema AS s, table_name AS t, column_name AS c FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name IN (${list}) ORDER BY table_name, ordinal_position`,
  )
  const tables = new Map<string, NamedTable & { columns: string[] }>()
  for (const { s, t, c } of rows) {
    const [schema, table] = [String(s), String(t)]
    const named = tables.get(table) ?? { schema, table, columns: [], readable: true }
    tables.set(table, named)
    named.columns.push(String(c))
  }
  return readMigrationTables({ tables: [...tables.values()], ask, quote })
}

function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}
