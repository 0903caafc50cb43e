import type { UnindexedKey } from '../../../facts/live/postgres-facts.ts'
import type { PostgresConnection } from './open-postgres.ts'

/** Foreign keys of large tables for which no index begins with their columns, in whatever order. */
export async function readUnindexedKeys({ ask }: PostgresConnection): Promise<UnindexedKey[]> {
  const rows = await ask(
    `SELECT k.conrelid::regclass::text AS "table", k.conname::text AS name, c.reltuples::float8 AS rows,
      ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)) AS columns
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE k.contype = 'f' AND c.reltuples > 10000 AND NOT EXISTS (
       SELECT 1 FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
         AND string_to_array(i.indkey::text, ' ')::int2[] @> k.conkey
         AND (string_to_array(i.indkey::text, ' ')::int2[])[1:cardinality(k.conkey)] <@ k.conkey)
     ORDER BY c.reltuples DESC LIMIT 50`,
  )
  return rows.map(({ table, name, columns, rows: count }) => ({
    table: String(table),
    constraint: String(name),
    columns: columns as string[],
    rows: Math.round(Number(count)),
  }))
}
