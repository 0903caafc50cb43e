import type { PgPool } from '@shipworthy/kit/database'
import { forgetOnce } from '@shipworthy/kit/jobs'
import { deleteNotifications } from '../repositories/notifications.ts'
import { deleteWebhookEvents } from '../repositories/payments.ts'

/** What can be cleaned up, by kind. */
export const CLEAN_UPS = ['tokens', 'sessions', 'files', 'logs', 'cache'] as const
export type CleanUpKind = (typeof CLEAN_UPS)[number]

export interface CleanUp {
  /** Deletes what has expired. @returns How much. */
  run: (kind: CleanUpKind) => Promise<number>
}

interface Expiring {
  prune: () => Promise<number>
}

export interface CleanUpParts {
  pool: PgPool
  singleUseTokens: Expiring
  lockout: Expiring
  sessions: Expiring
  uploads: Expiring
  /** Makes the catalogue be read anew. */
  refreshCache: () => Promise<unknown>
  now: () => Date
}

const DAY_MS = 86_400_000
/** Longer than jobs are kept, and than Stripe sends an event again. */
const [ONCE_DAYS, EVENT_DAYS, NOTIFICATION_DAYS] = [60, 60, 180]

export function createCleanUp(parts: CleanUpParts): CleanUp {
  const { pool, singleUseTokens, lockout, sessions, uploads, refreshCache, now } = parts
  const before = (days: number): Date => new Date(now().getTime() - days * DAY_MS)
  const cleanUps: Readonly<Record<CleanUpKind, () => Promise<number>>> = {
    tokens: async () => (await singleUseTokens.prune()) + (await lockout.prune()),
    sessions: () => sessions.prune(),
    files: () => uploads.prune(),
    logs: async () =>
      (await deleteWebhookEvents(pool, before(EVENT_DAYS))) +
      (await deleteNotifications(pool, before(NOTIFICATION_DAYS))) +
      (await forgetOnce(pool, ONCE_DAYS * DAY_MS)),
    cache: async () => {
      await refreshCache()
      return 0
    },
  }
  return { run: (kind) => cleanUps[kind]() }
}
