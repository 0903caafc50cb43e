import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { freePort } from '../../../../tools/servers/free-port.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { createPool, type Pool } from '../database/create-pool.ts'
import { createMigrator } from '../migrations/create-migrator.ts'
import { createJobs } from './create-jobs.ts'
import { defineTask } from './define-task.ts'
import type { Jobs } from './jobs.ts'
import { forgetOnce, JOBS_MIGRATIONS, once } from './once.ts'
import { startWorkerProcess, type WorkerProcess } from './testing/start-worker-process.ts'
import { storeOf } from './testing/store-of.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })
const WAIT = { timeout: 120_000, interval: 50 }

describeWith('outages of PostgreSQL as the store', findPostgres(), ({ start }) => {
  let database: TestServer
  beforeAll(async () => void (database = await start()))
  afterAll(() => database.stop())
  survivesOutages(
    () => database,
    () => database,
  )

  it('does a thing once, also when two begin at the same time, and again when it failed', async () => {
    const pool = createPool({ connectionString: database.url })
    await createMigrator({ pool, folder: JOBS_MIGRATIONS, table: 'jobs_migrations' }).up()
    const run = vi.fn(async () => ({ at: 1 }))
    expect(await Promise.all(Array.from({ length: 5 }, () => once(pool, 'a', run)))).toEqual(Array(5).fill({ at: 1 }))
    expect(run).toHaveBeenCalledOnce()
    await expect(once(pool, 'b', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await once(pool, 'b', async () => undefined)).toBeUndefined()
    expect(await once(pool, 'b', run)).toBeNull()
    expect(await forgetOnce(pool, 60_000)).toBe(0)
    expect(await forgetOnce(pool, -1000)).toBeGreaterThanOrEqual(2)
    await pool.end()
  })
})

describeWith('outages of Redis as the store', bothOf(findRedis(), findPostgres()), ([redis, postgres]) => {
  let database: TestServer
  let store: TestServer
  beforeAll(async () => {
    database = await postgres.start()
    store = await redis.start()
  })
  afterAll(() => Promise.all([database.stop(), store.stop()]))
  survivesOutages(
    () => store,
    () => database,
  )
})

function survivesOutages(storeServer: () => TestServer, databaseServer: () => TestServer): void {
  let pool: Pool
  let enqueuer: Jobs
  const processes: WorkerProcess[] = []
  const pay = defineTask({
    name: 'pay',
    schema: z.object({ order: z.string(), hangs: z.boolean() }),
    handler: async () => undefined,
  })
  const crash = defineTask({ name: 'crash', schema: z.object({}), handler: async () => undefined })
  const wait = defineTask({ name: 'wait', schema: z.object({}), handler: async () => undefined })

  beforeAll(async () => {
    pool = createPool({ connectionString: databaseServer().url })
    await createMigrator({ pool, folder: JOBS_MIGRATIONS, table: 'jobs_migrations' }).up()
    await pool.query('CREATE TABLE runs (name text); CREATE TABLE payments (name text)')
  })
  afterAll(() => pool.end())
  beforeEach(async () => {
    enqueuer = createJobs({ store: storeOf(storeServer().url), tasks: [pay, crash, wait], roles: [] })
    await enqueuer.start()
  })
  afterEach(async () => {
    for (const { child } of processes) child.kill('SIGKILL')
    await Promise.all(processes.splice(0).map(({ ended }) => ended))
    await enqueuer.stop()
  })

  function startProcess(): WorkerProcess {
    const started = startWorkerProcess(storeServer().url, databaseServer().url)
    processes.push(started)
    return started
  }
  const settled = (reference: string, state: string) =>
    vi.waitFor(async () => expect(await enqueuer.status(reference)).toMatchObject({ state }), WAIT)

  it('runs the job of a worker that was killed again, and what it did once stays done once', async () => {
    const first = startProcess()
    const order = randomUUID()
    const reference = await enqueuer.enqueue(pay, { order, hangs: true })
    await first.says('paid')
    first.child.kill('SIGKILL')
    await first.ended
    startProcess()
    await settled(reference, 'completed')
    expect(await enqueuer.status(reference)).toMatchObject({ result: `paid ${order}` })
    const count = async (table: string) =>
      (await pool.query(`SELECT 1 FROM ${table} WHERE name = $1`, [order])).rowCount
    expect([await count('runs'), await count('payments')]).toEqual([2, 1])
  })

  it('puts a job that kills its workers among the dead letters, and goes on with the others', async () => {
    const reference = await enqueuer.enqueue(crash, {})
    for (let n = 0; n < 2; n++) expect((await startProcess().ended).signal).toBe('SIGKILL')
    const last = startProcess()
    await settled(reference, 'dead')
    expect((await enqueuer.deadLetters('default')).map((letter) => letter.reference)).toEqual([reference])
    await settled(await enqueuer.enqueue(pay, { order: randomUUID(), hangs: false }), 'completed')
    expect(last.lines).not.toContain('crashing')
    await enqueuer.discard(reference)
  })

  it('finishes the running job when it is told to stop', async () => {
    const worker = startProcess()
    const reference = await enqueuer.enqueue(wait, {})
    await worker.says('waiting')
    worker.child.kill('SIGTERM')
    await worker.says('told to stop')
    worker.child.stdin!.write('go on\n')
    expect(await worker.ended).toEqual({ exitCode: 0, signal: null })
    expect(worker.lines.slice(-2)).toEqual(['told to stop', 'waited'])
    await settled(reference, 'completed')
    expect(await enqueuer.status(reference)).toMatchObject({ attempts: 1, result: 'waited' })
  })

  it('loses nothing when the store is killed and comes back', async () => {
    const done = new Map<number, number>()
    const count = defineTask({
      name: 'count',
      schema: z.object({ n: z.number() }),
      retries: 20,
      backoff: { baseMs: 10, maxMs: 200 },
      handler: async ({ n }) => {
        await pool.query('SELECT pg_sleep(0.02)').catch(() => undefined)
        done.set(n, (done.get(n) ?? 0) + 1)
      },
    })
    const jobs = createJobs({
      store: storeOf(storeServer().url),
      tasks: [count],
      prefix: randomUUID(),
      lockMs: 2000,
      concurrency: { default: 2 },
    })
    await jobs.start()
    const accepted: number[] = []
    for (let n = 0; n < 40; n++) {
      await jobs.enqueue(count, { n })
      accepted.push(n)
    }
    await vi.waitFor(() => expect(done.size).toBeGreaterThan(5), WAIT)
    await storeServer().kill()
    await expect(jobs.enqueue(count, { n: -1 })).rejects.toMatchObject({ code: 'SW_ERR_KIT_JOBS_STORE' })
    await storeServer().start()
    await vi.waitFor(async () => {
      await jobs.enqueue(count, { n: 40 }, { key: 'after' })
    }, WAIT)
    accepted.push(40)
    await vi.waitFor(
      () => expect([...done.keys()].filter((n) => n >= 0).toSorted((a, b) => a - b)).toEqual(accepted),
      WAIT,
    )
    await jobs.stop()
  })
}

it('says that a store is gone when the service starts, and leaves nothing behind that tries again', async () => {
  const port = await freePort()
  for (const url of [`redis://127.0.0.1:${port}`, `postgres://postgres@127.0.0.1:${port}/postgres`]) {
    const jobs = createJobs({ store: storeOf(url), tasks: [] })
    await expect(jobs.start()).rejects.toMatchObject({
      code: 'SW_ERR_KIT_JOBS_STORE',
      message: expect.stringContaining('ECONNREFUSED'),
    })
    await expect(jobs.statistics()).rejects.toThrow('not open')
  }
})

function bothOf<A extends object, B extends object>(
  a: A | { missing: string },
  b: B | { missing: string },
): readonly [A, B] | { missing: string } {
  if ('missing' in a) return a
  return 'missing' in b ? b : [a as A, b as B]
}
