import type { DatabaseFacts } from '../facts/live/database-facts.ts'
import type { MigrationRow, MigrationTable } from '../facts/live/migration-table.ts'
import type { MysqlFacts } from '../facts/live/mysql-facts.ts'
import type { PostgresFacts } from '../facts/live/postgres-facts.ts'
import type { Seen } from '../facts/live/seen.ts'

export function known<T>(value: T): Seen<T> {
  return { known: true, value }
}

/** Something that the role may not see. */
export function hidden<T>(reason = 'permission denied'): Seen<T> {
  return { known: false, reason }
}

const DATABASE: Omit<DatabaseFacts, 'engine' | 'version'> = {
  target: 'db.example.com:5432/app',
  readAt: '2026-11-30T12:00:00.000Z',
  network: 'public',
  role: known({ name: 'app', excessive: [] }),
  encrypted: true,
  offersEncryption: known(true),
  maxConnections: known(97),
  connections: known({ total: 12, busy: 2 }),
  statementTimeoutMs: known(10_000),
  tables: known(14),
  migrationTables: known([]),
  predeploy: false,
}

/** A PostgreSQL server that is in order, but for what an example is about. */
export function postgresFacts(facts: Partial<PostgresFacts> = {}): PostgresFacts {
  return {
    ...DATABASE,
    engine: 'PostgreSQL',
    version: '17.6',
    major: 17,
    isReplica: false,
    isPooled: false,
    idleInTransactionTimeoutMs: known(60_000),
    oldestIdleInTransactionMs: known(undefined),
    archiver: known({ isOn: false, failures: 0 }),
    slowStatements: known([]),
    unindexedKeys: known([]),
    sequences: known({ used: [], hidden: 0 }),
    largeTables: known([]),
    ...facts,
  }
}

export function mysqlFacts(facts: Partial<MysqlFacts> = {}): MysqlFacts {
  return { ...DATABASE, engine: 'MySQL', version: '8.4.6', target: 'db.example.com:3306/app', ...facts }
}

/** What a migration tool has applied. */
export function migrationTable(
  tool: MigrationTable['tool'],
  rows: readonly (string | MigrationRow)[],
  { isLocked = false }: { isLocked?: boolean } = {},
): MigrationTable {
  return {
    tool,
    table: `public.${tool}_migrations`,
    rows: rows.map((row) => (typeof row === 'string' ? { name: row, state: 'applied' } : row)),
    isCut: false,
    isLocked,
  }
}
