import { retain } from './retain.ts'
import type { SqlDriver } from './sql-driver.ts'
import type { Retention } from './store-options.ts'
import { sumUp } from './sum-up.ts'

const SUM_UP_EVERY_MS = 60_000
/** Deleting a little writes as many pages as deleting much. */
const RETAIN_EVERY_MS = 600_000

/** Sums up and deletes when it is time; to be called after every batch. */
export function maintainer(driver: SqlDriver, retention: Retention): () => Promise<void> {
  let summedUpAt = -Infinity
  let retainedAt = -Infinity

  return async () => {
    const now = retention.now()
    // A clock that was set back must not put an end to it.
    if (Math.abs(now - summedUpAt) < SUM_UP_EVERY_MS) return
    await driver.write(async (sql) => {
      await sumUp(sql, now)
      if (Math.abs(now - retainedAt) < RETAIN_EVERY_MS) return
      await retain(sql, driver, retention, now)
      retainedAt = now
    }, true)
    summedUpAt = now
  }
}
