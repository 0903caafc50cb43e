import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { AUTH_MIGRATIONS } from '../auth/auth-migrations.ts'
import { createLockout } from '../auth/lockout.ts'
import { createSessions } from '../auth/sessions.ts'
import { createSingleUseTokens } from '../auth/single-use-tokens.ts'
import { createEmbeddedPool } from '../embedded/create-embedded-pool.ts'
import type { EmbeddedPool } from '../embedded/embedded-pool.ts'
import { createMigrator } from '../migrations/create-migrator.ts'
import { createJobs } from './create-jobs.ts'
import { maintenanceTasks } from './maintenance-tasks.ts'
import { JOBS_MIGRATIONS, once } from './once.ts'
import { embeddedStore } from './stores/embedded-store.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let pool: EmbeddedPool
beforeAll(async () => {
  pool = await createEmbeddedPool()
  await createMigrator({ pool, folder: AUTH_MIGRATIONS, table: 'auth_migrations' }).up()
  await createMigrator({ pool, folder: JOBS_MIGRATIONS, table: 'jobs_migrations' }).up()
})
afterAll(() => pool.end())

it('deletes what has ended, says how much, and is due every night', async () => {
  const longAgo = (): number => Date.now() - 400 * 24 * 60 * 60_000
  await createSessions({ pool, now: longAgo }).begin('ann')
  await createLockout({ pool, now: longAgo }).begin('login:ann')
  await createSingleUseTokens({ pool, now: longAgo }).issue({ purpose: 'reset-password', subject: 'ann' })
  await once(pool, 'old', async () => 1)
  await once(pool, 'new', async () => 1)
  await pool.query("UPDATE shipworthy_once SET done_at = now() - interval '32 days' WHERE key = 'old'")
  const kept = await createSessions({ pool }).begin('bob')

  const maintenance = maintenanceTasks({
    once: { pool },
    prune: {
      sessions: createSessions({ pool }),
      lockout: createLockout({ pool }),
      links: createSingleUseTokens({ pool }),
    },
  })
  const jobs = createJobs({ store: embeddedStore(pool), ...maintenance })
  await jobs.start()
  const schedules = (await Promise.all(jobs.queuesForBoard().map((queue) => queue.getJobSchedulers()))).flat()
  for (const task of maintenance.tasks) {
    expect(schedules).toContainEqual(expect.objectContaining({ name: task.name, pattern: '17 3 * * *', tz: 'UTC' }))
    const reference = await jobs.enqueue(task, {})
    const done = () => jobs.status(reference)
    await expect.poll(done, { timeout: 60_000 }).toMatchObject({ state: 'completed', result: { deleted: 1 } })
  }
  expect(maintenance.tasks.map(({ name }) => name)).toEqual([
    'maintenance-once',
    'maintenance-sessions',
    'maintenance-lockout',
    'maintenance-links',
  ])
  expect(await createSessions({ pool }).isActive(kept.sessionId)).toBe(true)
  expect((await pool.query('SELECT key FROM shipworthy_once')).rows).toEqual([{ key: 'new' }])
  await jobs.stop()
})
