import type { LargeTable } from '../../../facts/live/postgres-facts.ts'
import type { PostgresConnection } from './open-postgres.ts'

/** Tables on which a lock is felt: more than 10,000 rows, as the planner estimates. */
export async function readLargeTables({ ask }: PostgresConnection): Promise<LargeTable[]> {
  const rows = await ask(
    `SELECT n.nspname::text AS schema, c.relname::text AS name, c.reltuples::float8 AS rows
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND c.reltuples > 10000 AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     ORDER BY c.reltuples DESC LIMIT 200`,
  )
  return rows.map(({ schema, name, rows: count }) => ({
    table: `${String(schema)}.${String(name)}`,
    rows: Math.round(Number(count)),
  }))
}
