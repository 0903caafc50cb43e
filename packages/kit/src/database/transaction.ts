import { setTimeout as wait } from 'node:timers/promises'
import type { PgClient, PgPool } from './pg-pool.ts'

export interface TransactionOptions {
  /** Default `read committed`, as PostgreSQL has it. */
  isolation?: 'read committed' | 'repeatable read' | 'serializable'
  readOnly?: boolean
  /** How often it is done again after a conflict with another one. Default 3. */
  retries?: number
}

/** `serialization_failure` and `deadlock_detected`: doing it again is the cure that PostgreSQL's manual names. */
const CONFLICTS = new Set(['40001', '40P01'])
const BASE_DELAY_MS = 10

/**
 * Runs a function in a transaction: commits what it returns, rolls back when it throws, and does it again when another
 * transaction got in the way. The function may run several times, so it should do nothing beside the database.
 *
 * @example
 * await inTransaction(pool, async (client) => {
 *   await client.query('UPDATE accounts SET cents = cents - $1 WHERE id = $2', [amount, from])
 *   await client.query('UPDATE accounts SET cents = cents + $1 WHERE id = $2', [amount, to])
 * })
 */
export async function inTransaction<T>(
  pool: PgPool,
  run: (client: Pick<PgClient, 'query'>) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const { retries = 3 } = options
  for (let attempt = 0; ; attempt++) {
    try {
      return await attemptTransaction(pool, run, options)
    } catch (error) {
      if (attempt >= retries || !CONFLICTS.has((error as { code?: string }).code ?? '')) throw error
      // Full jitter, so that two that collided do not collide again.
      await wait(Math.random() * BASE_DELAY_MS * 2 ** attempt)
    }
  }
}

async function attemptTransaction<T>(
  pool: PgPool,
  run: (client: Pick<PgClient, 'query'>) => Promise<T>,
  { isolation = 'read committed', readOnly = false }: TransactionOptions,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation.toUpperCase()}${readOnly ? ' READ ONLY' : ''}`)
    const result = await run(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    // A connection that cannot even roll back must not go back with a transaction open.
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.release(broken)
  }
}
