import { createHash } from 'node:crypto'
import type { PgPool } from '../database/pg-pool.ts'
import { inTransaction } from '../database/transaction.ts'

export interface LockoutOptions {
  pool: PgPool
  /** Failures that cost nothing. Default 5. */
  free?: number
  /** Wait after the first failure that costs; it doubles with each further one. Default 1 s. */
  baseMs?: number
  /** Longest wait, so that nobody can lock somebody else out for good. Default 15 min. */
  maxMs?: number
  /** Failures are forgotten when there was none for so long. Default 1 day. */
  forgetMs?: number
  now?: () => number
}

export interface Attempt {
  isAllowed: boolean
  /** For the `Retry-After` header. 0 when it is allowed. */
  retryAfterMs: number
}

export interface Lockout {
  /**
   * Asked before a password or a code is checked. The attempt counts as a failure until `succeeded`, so that many at the
   * same time are no way around it.
   */
  begin: (key: string) => Promise<Attempt>
  succeeded: (key: string) => Promise<void>
  prune: () => Promise<number>
}

interface AttemptRow {
  failures: number
  last_at: Date
  locked_until: Date | null
}

const DAY_MS = 24 * 60 * 60_000

/**
 * Makes guessing slow. Counted under a key: an account (`login:` and the e-mail address), or an account and a network, so
 * that a stranger cannot lock a user out of where the user is. Keys are stored as hashes.
 *
 * @example
 * const { isAllowed, retryAfterMs } = await lockout.begin(`login:${email}`)
 */
export function createLockout(options: LockoutOptions): Lockout {
  const { pool, free = 5, baseMs = 1000, maxMs = 15 * 60_000, forgetMs = DAY_MS, now = Date.now } = options
  const waitMs = (failures: number): number => (failures < free ? 0 : Math.min(maxMs, baseMs * 2 ** (failures - free)))

  async function begin(key: string): Promise<Attempt> {
    const id = idOf(key)
    return inTransaction(pool, async (client) => {
      const at = now()
      await client.query(
        'INSERT INTO auth_attempts (key, failures, last_at) VALUES ($1, 0, $2) ON CONFLICT (key) DO NOTHING',
        [id, new Date(at)],
      )
      const { rows } = await client.query<AttemptRow>(
        'SELECT failures, last_at, locked_until FROM auth_attempts WHERE key = $1 FOR UPDATE',
        [id],
      )
      const row = rows[0]
      // Gone in between, as somebody succeeded.
      if (!row) return { isAllowed: true, retryAfterMs: 0 }
      const leftMs = (row.locked_until?.getTime() ?? 0) - at
      if (leftMs > 0) return { isAllowed: false, retryAfterMs: leftMs }
      const failures = (at - row.last_at.getTime() > forgetMs ? 0 : row.failures) + 1
      await client.query('UPDATE auth_attempts SET failures = $2, last_at = $3, locked_until = $4 WHERE key = $1', [
        id,
        failures,
        new Date(at),
        new Date(at + waitMs(failures)),
      ])
      return { isAllowed: true, retryAfterMs: 0 }
    })
  }

  return {
    begin,
    succeeded: async (key) => void (await pool.query('DELETE FROM auth_attempts WHERE key = $1', [idOf(key)])),
    prune: async () => {
      const { rowCount } = await pool.query('DELETE FROM auth_attempts WHERE last_at < $1', [
        new Date(now() - forgetMs),
      ])
      return rowCount ?? 0
    },
  }
}

function idOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}
