import { HealthError } from '../../errors.ts'
import { ROLL_UPS } from '../../series/plan-series.ts'
import { POINT_COLUMNS } from './point-columns.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'

const SCHEMA_VERSION = 1

export const TABLES = {
  meta: 'shipworthy_meta',
  checks: 'shipworthy_checks',
  results: 'shipworthy_results',
  incidents: 'shipworthy_incidents',
  documents: 'shipworthy_documents',
} as const

/** Table of a level of `ROLL_UPS`; -1 is the results themselves. */
export function tableOf(level: number): string {
  return level < 0 ? TABLES.results : `shipworthy_rollup_${ROLL_UPS[level]!.name}`
}

/** Makes what is not there. Refuses what a newer version has written: it would misread it. */
export async function createTables(sql: Sql, { types: { key, int, real }, name }: SqlDriver): Promise<void> {
  const serial = name === 'postgres' ? 'INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY' : 'INTEGER PRIMARY KEY'
  const points = POINT_COLUMNS.map((column) => `${column} ${/^(total|low|high)$/.test(column) ? real : int} NOT NULL`)
  const tables = [
    `${TABLES.meta} (name TEXT PRIMARY KEY, value ${int} NOT NULL)`,
    `${TABLES.checks} (id ${serial}, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL)`,
    `${TABLES.results} (id ${key}, status ${int} NOT NULL, up ${int} NOT NULL, took ${real} NOT NULL, num ${real}, more TEXT)`,
    `${TABLES.incidents} (id TEXT PRIMARY KEY, name TEXT NOT NULL, opened ${int} NOT NULL, resolved ${int}, body TEXT NOT NULL)`,
    `${TABLES.documents} (name TEXT PRIMARY KEY, body TEXT NOT NULL, version ${int} NOT NULL)`,
    ...ROLL_UPS.map((_, level) => `${tableOf(level)} (id ${key}, ${points.join(', ')})`),
  ]
  for (const table of tables) await sql(`CREATE TABLE IF NOT EXISTS ${table}`)
  await sql(
    `INSERT INTO ${TABLES.meta} (name, value) VALUES ('schema', ${SCHEMA_VERSION}) ON CONFLICT (name) DO NOTHING`,
  )
  const [row] = await sql(`SELECT value FROM ${TABLES.meta} WHERE name = 'schema'`)
  const found = Number(row?.['value'])
  if (found > SCHEMA_VERSION)
    throw HealthError.of('SW_ERR_HEALTH_STORE_NEWER', { store: name, found: `${found}`, known: `${SCHEMA_VERSION}` })
}
