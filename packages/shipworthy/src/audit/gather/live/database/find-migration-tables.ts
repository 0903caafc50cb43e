import type { MigrationTable } from '../../../facts/live/migration-table.ts'
import { TABLES_OF_TOOLS, type Row, type TableOfTool } from './migration-tables.ts'

/** A table of the database that bears the name of one of a migration tool. */
export interface NamedTable {
  schema: string
  table: string
  columns: readonly string[]
  readable: boolean
}

export interface TableReading {
  tables: readonly NamedTable[]
  ask: (sql: string) => Promise<Row[]>
  quote: (name: string) => string
}

const MAX_ROWS = 2_000

/** Names of all tables that may say something about migrations, for a list in SQL. */
export const MIGRATION_TABLE_NAMES: readonly string[] = TABLES_OF_TOOLS.flatMap(({ table, lockTable }) =>
  lockTable === undefined ? [table] : [table, lockTable],
)

/** What the tables of migration tools hold. One that may not be read is an error: what it holds would look like nothing. */
export async function readMigrationTables({ tables, ask, quote }: TableReading): Promise<MigrationTable[]> {
  const found: MigrationTable[] = []
  for (const spec of TABLES_OF_TOOLS)
    for (const named of tables.filter((table) => isOf(spec, table))) {
      const place = `${quote(named.schema)}.${quote(named.table)}`
      if (!named.readable) throw new Error(`the role may not read ${named.schema}.${named.table}`)
      const words = [...spec.columns.map(quote), ...spec.select].join(', ')
      const rows = await ask(`SELECT ${words} FROM ${place} ORDER BY ${quote(spec.order)} DESC LIMIT ${MAX_ROWS + 1}`)
      found.push({
        tool: spec.tool,
        table: `${named.schema}.${named.table}`,
        rows: rows.slice(0, MAX_ROWS).map(spec.toRow).toReversed(),
        isCut: rows.length > MAX_ROWS,
        isLocked: await isLocked(spec, named, { tables, ask, quote }),
      })
    }
  return found
}

function isOf({ table, columns }: TableOfTool, named: NamedTable): boolean {
  return named.table.toLowerCase() === table.toLowerCase() && columns.every((column) => named.columns.includes(column))
}

async function isLocked(
  { lockTable }: TableOfTool,
  { schema }: NamedTable,
  { tables, ask, quote }: TableReading,
): Promise<boolean> {
  const lock = tables.find(
    (named) =>
      named.schema === schema && named.table === lockTable && named.readable && named.columns.includes('is_locked'),
  )
  if (!lock) return false
  const rows = await ask(`SELECT is_locked FROM ${quote(schema)}.${quote(lock.table)} LIMIT 10`)
  return rows.some((row) => Number(row['is_locked']) === 1)
}
