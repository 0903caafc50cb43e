import type { ConnectionCounts } from '../../../facts/live/database-facts.ts'
import type { PostgresConnection } from './open-postgres.ts'

/** Connections of clients beside our own. */
export async function readConnections({ ask }: PostgresConnection): Promise<ConnectionCounts> {
  // Other roles' sessions are listed for everybody; their states are not.
  const [row] = await ask(
    `SELECT count(*)::int AS total, count(*) FILTER (WHERE state IS NULL)::int AS hidden,
      count(*) FILTER (WHERE state = 'active' OR state LIKE 'idle in transaction%')::int AS busy
     FROM pg_stat_activity
     WHERE pid <> pg_backend_pid() AND datid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'`,
  )
  const [total, hidden, busy] = [Number(row!['total']), Number(row!['hidden']), Number(row!['busy'])]
  return { total, ...(hidden === 0 && { busy }) }
}

/** Milliseconds since the last word of the session that has kept a transaction open in silence for longest. */
export async function readOldestIdle({ ask }: PostgresConnection): Promise<number | undefined> {
  const [row] = await ask(
    `SELECT (extract(epoch FROM max(clock_timestamp() - state_change)) * 1000)::float8 AS ms
     FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()`,
  )
  const ms = row?.['ms']
  return typeof ms === 'number' ? Math.round(ms) : undefined
}
