import type { PgPool } from '@shipworthy/kit/database'

export interface Maintenance {
  /** Vacuums and analyses the tables that change most. @returns Their names. */
  run: (signal: AbortSignal) => Promise<string[]>
}

/** What is written and deleted all the time; autovacuum looks after the others well enough. */
const TABLES = [
  'bookings',
  'services',
  'notifications',
  'outbox',
  'webhook_events',
  'auth_refresh_tokens',
  'auth_attempts',
]

export function createMaintenance({ pool }: { pool: PgPool }): Maintenance {
  return {
    run: async (signal) => {
      const client = await pool.connect()
      try {
        // Of this session, which is closed afterwards: a large table takes longer than any request may.
        await client.query('SET statement_timeout = 0')
        for (const table of TABLES) {
          signal.throwIfAborted()
          await client.query(`VACUUM (ANALYZE) ${table}`)
        }
        return TABLES
      } finally {
        client.release(true)
      }
    },
  }
}
