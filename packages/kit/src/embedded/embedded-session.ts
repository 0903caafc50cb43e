import type pg from 'pg'
import type { PgResult } from '../database/pg-pool.ts'
import { createExclusiveAccess, type ExclusiveAccess } from './exclusive-access.ts'

/** The one session that PGlite has, which callers use in turn. */
export interface EmbeddedSession {
  access: ExclusiveAccess
  /** Waits for a turn, and sets where names without a schema are looked up; `undefined` for PostgreSQL's own setting. */
  acquire: (searchPath: string | undefined) => Promise<() => void>
  /** Only for who has the turn. */
  run: (text: string, values?: readonly unknown[]) => Promise<PgResult<never>>
  inTransaction: () => boolean
  /** Puts back what the holder of a turn may have left: a transaction, and with `reset` everything a session keeps. */
  tidy: (reset: boolean) => Promise<void>
  queries: () => number
}

export function createEmbeddedSession(client: pg.Client, acquireTimeoutMs: number): EmbeddedSession {
  const access = createExclusiveAccess(acquireTimeoutMs)
  let currentPath: string | undefined
  let queries = 0

  const run = (text: string, values?: readonly unknown[]): Promise<PgResult<never>> => {
    queries++
    return client.query(text, values as unknown[]) as unknown as Promise<PgResult<never>>
  }
  const inTransaction = (): boolean => (client.getTransactionStatus() ?? 'I') !== 'I'

  return {
    access,
    acquire: async (searchPath) => {
      const giveBack = await access.acquire()
      if (searchPath === currentPath) return giveBack
      try {
        await client.query(searchPath === undefined ? 'RESET search_path' : `SET search_path TO ${searchPath}`)
        currentPath = searchPath
        return giveBack
      } catch (error) {
        giveBack()
        throw error
      }
    },
    run,
    inTransaction,
    tidy: async (reset) => {
      if (inTransaction()) await client.query('ROLLBACK')
      if (!reset) return
      await client.query('RESET ALL; SELECT pg_advisory_unlock_all(); DISCARD TEMP')
      currentPath = undefined
    },
    queries: () => queries,
  }
}
