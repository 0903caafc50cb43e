import type { SlowStatement } from '../../../facts/live/postgres-facts.ts'
import { redact } from '../../../facts/redact.ts'
import type { PostgresConnection } from './open-postgres.ts'

const MAX_TEXT = 160

/**
 * Statements of this role in this database that are slow again and again; those of reports and batches run as somebody
 * else. Only statements with placeholders: others may hold values.
 */
export async function readSlowStatements({ ask }: PostgresConnection): Promise<SlowStatement[]> {
  const [extension] = await ask(
    `SELECT quote_ident(n.nspname) AS schema, (SELECT count(*)::int FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relname = 'pg_stat_statements' AND c.relnamespace = n.oid AND a.attname = 'mean_exec_time') AS current
     FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'`,
  )
  if (!extension) throw new Error('the extension pg_stat_statements is not installed')
  const mean = extension['current'] === 1 ? 'mean_exec_time' : 'mean_time'
  const rows = await ask(
    `SELECT left(query, 400) AS text, calls::float8 AS calls, ${mean}::float8 AS mean
     FROM ${String(extension['schema'])}.pg_stat_statements
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND userid = (SELECT oid FROM pg_roles WHERE rolname = current_user)
       AND calls >= 10 AND ${mean} > 500 AND query ~* '^\\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\\M'
     ORDER BY calls * ${mean} DESC LIMIT 10`,
  )
  return rows.map(({ text, calls, mean: ms }) => ({
    text: redact(String(text).replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT)),
    calls: Number(calls),
    meanMs: Math.round(Number(ms)),
  }))
}
