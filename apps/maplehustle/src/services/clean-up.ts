import type { PgPool } from '@shipworthy/kit/database'
import { forgetOnce } from '@shipworthy/kit/jobs'

export interface CleanUp {
  /** Deletes what has expired. @returns How many rows of each kind. */
  expired: () => Promise<Record<string, number>>
}

export interface CleanUpParts {
  pool: PgPool
  /** What knows by itself what has expired, by name. */
  expiring: Readonly<Record<string, { prune: () => Promise<number> }>>
}

/** Jobs are kept for a month at most. */
const ONCE_MS = 60 * 86_400_000

export function createCleanUp({ pool, expiring }: CleanUpParts): CleanUp {
  return {
    expired: async () => {
      const deleted: Record<string, number> = { once: await forgetOnce(pool, ONCE_MS) }
      for (const [name, { prune }] of Object.entries(expiring)) deleted[name] = await prune()
      return deleted
    },
  }
}
