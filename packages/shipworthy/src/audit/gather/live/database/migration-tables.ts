import type { MigrationRow, RecordedTool } from '../../../facts/live/migration-table.ts'
import { redact } from '../../../facts/redact.ts'

/** A row as the drivers give it. */
export type Row = Record<string, unknown>

/** Where a tool keeps what it has applied, and how its rows are read. */
export interface TableOfTool {
  tool: RecordedTool
  table: string
  /** All of them must be there: others have tables of these names too. */
  columns: readonly string[]
  /** What is read beside them, in SQL. */
  select: readonly string[]
  order: string
  /** The table that keeps two runs apart. */
  lockTable?: string
  toRow: (row: Row) => MigrationRow
}

/** A run that has not ended after this time has died. */
const RUN_MS = 15 * 60_000

const named = (row: Row): MigrationRow => ({ name: String(row['name']), state: 'applied' })

export const TABLES_OF_TOOLS: readonly TableOfTool[] = [
  {
    tool: 'prisma',
    table: '_prisma_migrations',
    columns: ['migration_name', 'checksum', 'started_at', 'finished_at', 'rolled_back_at'],
    select: ['left(logs, 500) AS logs'],
    order: 'started_at',
    toRow: toPrismaRow,
  },
  {
    tool: 'knex',
    table: 'knex_migrations',
    columns: ['id', 'name'],
    select: [],
    order: 'id',
    lockTable: 'knex_migrations_lock',
    toRow: named,
  },
  {
    tool: 'typeorm',
    table: 'migrations',
    columns: ['timestamp', 'name'],
    select: [],
    order: 'timestamp',
    toRow: (row) => ({ ...named(row), order: Number(row['timestamp']) }),
  },
  { tool: 'sequelize', table: 'SequelizeMeta', columns: ['name'], select: [], order: 'name', toRow: named },
  {
    tool: 'drizzle',
    table: '__drizzle_migrations',
    columns: ['hash', 'created_at'],
    select: [],
    order: 'created_at',
    toRow: ({ hash, created_at: order }) => ({
      name: String(hash),
      state: 'applied',
      checksum: String(hash),
      order: Number(order),
    }),
  },
  {
    tool: 'kysely',
    table: 'kysely_migration',
    columns: ['name', 'timestamp'],
    select: [],
    order: 'timestamp',
    lockTable: 'kysely_migration_lock',
    toRow: named,
  },
  { tool: 'node-pg-migrate', table: 'pgmigrations', columns: ['id', 'name'], select: [], order: 'id', toRow: named },
]

function toPrismaRow(row: Row): MigrationRow {
  const logs = typeof row['logs'] === 'string' ? row['logs'] : ''
  const [detail = ''] = logs.split('\n').filter((line) => line.trim() !== '')
  return {
    name: String(row['migration_name']),
    state: stateOf(row, logs),
    checksum: String(row['checksum']),
    ...(detail !== '' && { detail: redact(detail.slice(0, 200)) }),
  }
}

function stateOf({ started_at: started, finished_at: finished, rolled_back_at: rolledBack }: Row, logs: string) {
  if (rolledBack) return 'rolled-back'
  if (finished) return 'applied'
  const isRunning = logs === '' && Date.now() - new Date(started as Date).getTime() < RUN_MS
  return isRunning ? 'running' : 'failed'
}
