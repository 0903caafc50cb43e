import type { Sequences, SequenceUse } from '../../../facts/live/postgres-facts.ts'
import type { Row } from '../database/migration-tables.ts'
import type { PostgresConnection } from './open-postgres.ts'

/** Sequences that count up to an end of which more than half is used; those that begin again are none. */
export async function readSequences({ ask }: PostgresConnection): Promise<Sequences> {
  const rows = await ask(
    `WITH used AS (
      SELECT q.seqrelid::regclass::text AS sequence, readable,
        CASE WHEN readable THEN pg_sequence_last_value(q.seqrelid) END::float8 AS last,
        q.seqmax::float8 AS max, q.seqtypid::regtype::text AS type,
        a.attrelid::regclass::text || '.' || a.attname || ' ' || a.atttypid::regtype AS "column",
        CASE a.atttypid::regtype::text WHEN 'smallint' THEN 32767 WHEN 'integer' THEN 2147483647
          ELSE 9223372036854775807 END::float8 AS holds
      FROM (SELECT *, has_sequence_privilege(seqrelid, 'USAGE, SELECT') AS readable FROM pg_sequence) q
      LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = q.seqrelid
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
      LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE NOT q.seqcycle AND q.seqincrement > 0)
     SELECT sequence, "column", last, least(max, holds) AS "limit",
       least(max, holds) IN (32767, 2147483647, 9223372036854775807::float8) AS typed,
       (SELECT count(*)::int FROM used WHERE NOT readable) AS hidden
     FROM used WHERE NOT readable OR last > least(max, holds) / 2 ORDER BY last / least(max, holds) DESC NULLS LAST LIMIT 50`,
  )
  const used = rows.filter(({ last }) => last !== null)
  return { hidden: Number(rows[0]?.['hidden'] ?? 0), used: used.map(toUse) }
}

function toUse({ sequence, column, last, limit, typed }: Row): SequenceUse {
  return {
    sequence: String(sequence),
    ...(typeof column === 'string' && { column }),
    last: Number(last),
    limit: Number(limit),
    isTypeLimit: typed === true,
  }
}
