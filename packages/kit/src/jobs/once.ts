import { fileURLToPath } from 'node:url'
import type { PgClient, PgPool } from '../database/pg-pool.ts'
import { inTransaction } from '../database/transaction.ts'

/** Folder with the migrations of the table that `once` uses, for `createMigrator`. */
export const JOBS_MIGRATIONS = fileURLToPath(new URL('../../migrations/jobs', import.meta.url))

/**
 * Does something once, however often it is asked to: in a transaction that also notes that it was done. What it does in
 * the database happens once; what it does elsewhere may happen again when the process dies before the commit, so give
 * `idempotencyKey` to services that take one.
 *
 * @example
 * await once(pool, context.idempotencyKey, (client) =>
 *   client.query('INSERT INTO invoices (order_id) VALUES ($1)', [orderId]),
 * )
 *
 * @returns What it returned, as JSON; the second time what it returned the first time.
 */
export function once<T>(
  pool: PgPool,
  key: string,
  run: (client: Pick<PgClient, 'query'>) => Promise<T>,
): Promise<T | null> {
  return inTransaction(pool, async (client) => {
    // Waits for another one with this key that has not committed yet.
    const { rowCount } = await client.query('INSERT INTO shipworthy_once (key) VALUES ($1) ON CONFLICT DO NOTHING', [
      key,
    ])
    if (rowCount === 0) {
      const { rows } = await client.query<{ result: T | null }>('SELECT result FROM shipworthy_once WHERE key = $1', [
        key,
      ])
      return rows[0]?.result ?? null
    }
    const result = await run(client)
    await client.query('UPDATE shipworthy_once SET result = $2 WHERE key = $1', [key, JSON.stringify(result) ?? null])
    return result
  })
}

/** Forgets what was done longer ago than this; keep it longer than jobs are kept. @returns How many. */
export async function forgetOnce(pool: PgPool, olderThanMs: number): Promise<number> {
  const { rowCount } = await pool.query(
    "DELETE FROM shipworthy_once WHERE done_at < now() - $1 * interval '1 millisecond'",
    [olderThanMs],
  )
  return rowCount ?? 0
}
