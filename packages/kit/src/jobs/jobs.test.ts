import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { currentLogFields } from '../context/log-fields.ts'
import { createEmbeddedPool } from '../embedded/create-embedded-pool.ts'
import type { EmbeddedPool } from '../embedded/embedded-pool.ts'
import { createJobs } from './create-jobs.ts'
import { defineTask } from './define-task.ts'
import type { JobStore } from './job-store.ts'
import type { JobEvent, Jobs, JobsOptions } from './jobs.ts'
import { PermanentFailure } from './permanent-failure.ts'
import { retryDelayMs } from './retry-delay.ts'
import { defineSchedule } from './schedule.ts'
import { embeddedStore } from './stores/embedded-store.ts'
import { postgresStore } from './stores/postgres-store.ts'
import { redisStore } from './stores/redis-store.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const WAIT = { timeout: 60_000, interval: 25 }

describeWith('jobs on Redis', findRedis(), ({ start }) => {
  let server: TestServer
  beforeAll(async () => void (server = await start()))
  afterAll(() => server.stop())
  behavesAsJobs(() => redisStore({ url: server.url }))
})

describeWith('jobs on PostgreSQL', findPostgres(), ({ start }) => {
  let server: TestServer
  beforeAll(async () => void (server = await start()))
  afterAll(() => server.stop())
  behavesAsJobs(() => postgresStore({ connectionString: server.url }))
})

describe('jobs in the embedded database', () => {
  let database: EmbeddedPool
  beforeAll(async () => void (database = await createEmbeddedPool()))
  afterAll(() => database.end())
  behavesAsJobs(() => embeddedStore(database))
})

function behavesAsJobs(openStore: () => JobStore): void {
  const running: Jobs[] = []
  const seen: JobEvent[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()))
    seen.splice(0)
  })
  /** Instances of one test share a prefix of their own. */
  async function startJobs(options: Omit<JobsOptions, 'store'>): Promise<Jobs> {
    const jobs = createJobs({
      store: openStore(),
      prefix: randomUUID(),
      lockMs: 2000,
      ...options,
      onEvent: (event) => seen.push(event),
    })
    running.push(jobs)
    await jobs.start()
    return jobs
  }
  const settled = (jobs: Jobs, reference: string, state: string) =>
    vi.waitFor(async () => {
      const status = await jobs.status(reference)
      expect(status?.state).toBe(state)
      return status!
    }, WAIT)

  it('runs a job with its payload as the schema reads it, and tells how it went', async () => {
    const seenPayload = vi.fn()
    const seenFields = vi.fn()
    const hello = defineTask({
      name: 'hello',
      schema: z.object({ at: z.coerce.date(), times: z.number().default(2) }),
      queue: 'critical',
      handler: async (payload, { progress }) => {
        seenPayload(payload)
        await progress({ done: 1, total: 2 })
        seenFields(currentLogFields())
        return { greeted: payload.times }
      },
    })
    const jobs = await startJobs({ tasks: [hello] })
    const reference = await jobs.enqueue(hello, { at: new Date(0) })
    expect(reference).toMatch(/^critical\//)
    expect(await settled(jobs, reference, 'completed')).toMatchObject({
      task: 'hello',
      progress: { done: 1, total: 2 },
      result: { greeted: 2 },
    })
    expect(seenPayload).toHaveBeenCalledExactlyOnceWith({ at: new Date(0), times: 2 })
    expect(seenFields).toHaveBeenCalledExactlyOnceWith({ job: reference, task: 'hello', attempt: 1 })
    await vi.waitFor(() => expect(seen).toContainEqual(expect.objectContaining({ type: 'completed', reference })), WAIT)
    expect(await jobs.statistics()).toMatchObject({
      critical: { completed: 1, waiting: 0, dead: 0, here: { completed: 1 } },
    })
    // The first reading has the store counted for the next one.
    const samples = () => jobs.metrics().flatMap(({ name, samples: all }) => all.map((sample) => ({ name, ...sample })))
    expect(samples()).toContainEqual({
      name: 'shipworthy_jobs_total',
      labels: { queue: 'critical', task: 'hello', result: 'completed' },
      value: 1,
    })
    expect(samples()).toContainEqual(expect.objectContaining({ name: 'shipworthy_job_duration_seconds' }))
    await vi.waitFor(
      () =>
        expect(samples()).toContainEqual({
          name: 'shipworthy_jobs',
          labels: { queue: 'critical', state: 'waiting' },
          value: 0,
        }),
      WAIT,
    )
  })

  it('refuses a payload that does not fit before it is stored, without telling what it holds', async () => {
    const task = defineTask({ name: 'strict', schema: z.object({ at: z.date() }), handler: async () => undefined })
    const jobs = await startJobs({ tasks: [task], roles: [] })
    const refused = jobs.enqueue(task, { at: new Date() })
    await expect(refused).rejects.toMatchObject({
      code: 'SW_ERR_KIT_JOB_PAYLOAD',
      message: expect.stringContaining('at:'),
    })
    const other = defineTask({ name: 'other', schema: z.null(), handler: async () => undefined })
    await expect(jobs.enqueue(other, null)).rejects.toMatchObject({ code: 'SW_ERR_KIT_JOB_UNKNOWN_TASK' })
  })

  it('adds a job with the same key once, and runs it once', async () => {
    const run = vi.fn(async () => undefined)
    const task = defineTask({ name: 'keyed', schema: z.object({}), handler: run })
    const jobs = await startJobs({ tasks: [task] })
    const references = await Promise.all(Array.from({ length: 10 }, () => jobs.enqueue(task, {}, { key: 'order:1' })))
    expect(new Set(references).size).toBe(1)
    await settled(jobs, references[0]!, 'completed')
    expect(await jobs.enqueue(task, {}, { key: 'order:1' })).toBe(references[0])
    const other = await jobs.enqueue(task, {}, { key: 'order:2' })
    await settled(jobs, other, 'completed')
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('tries again after a failure, and is done when it works', async () => {
    const attempts: number[] = []
    const task = defineTask({
      name: 'flaky',
      schema: z.object({}),
      retries: 3,
      backoff: { baseMs: 10 },
      handler: async (_, { attempt }) => {
        attempts.push(attempt)
        if (attempt < 3) throw new Error('not yet')
        return 'at last'
      },
    })
    const jobs = await startJobs({ tasks: [task] })
    const reference = await jobs.enqueue(task, {})
    expect(await settled(jobs, reference, 'completed')).toMatchObject({ result: 'at last' })
    expect(attempts).toEqual([1, 2, 3])
  })

  it('puts a job that never works among the dead letters, from where it can be run again', async () => {
    let isMended = false
    const attempts: number[] = []
    const task = defineTask({
      name: 'poison',
      schema: z.object({ n: z.number() }),
      retries: 1,
      backoff: { baseMs: 1 },
      queue: 'low',
      handler: async (_, { attempt }) => {
        attempts.push(attempt)
        if (!isMended) throw new Error('poison')
      },
    })
    const jobs = await startJobs({ tasks: [task] })
    const reference = await jobs.enqueue(task, { n: 7 })
    await settled(jobs, reference, 'dead')
    expect(await jobs.deadLetters('low')).toEqual([
      { reference, task: 'poison', payload: { n: 7 }, failure: 'poison', attempts: 2, diedAt: expect.any(Date) },
    ])
    await vi.waitFor(() => expect(seen.map(({ type }) => type)).toEqual(['failed', 'dead']), WAIT)
    isMended = true
    await jobs.retry(reference)
    await settled(jobs, reference, 'completed')
    expect(attempts).toEqual([1, 2, 1])
    expect(await jobs.deadLetters('low')).toEqual([])
    await expect(jobs.retry('low/nothing')).rejects.toMatchObject({ code: 'SW_ERR_KIT_JOB_NOT_FOUND' })
  })

  it('tries what cannot work once only', async () => {
    const gone = defineTask({
      name: 'gone',
      schema: z.object({}),
      handler: async () => {
        throw new PermanentFailure('the customer is gone')
      },
    })
    const jobs = await startJobs({ tasks: [gone] })
    const reference = await jobs.enqueue(gone, {})
    expect(await settled(jobs, reference, 'dead')).toMatchObject({ failure: 'the customer is gone', attempts: 1 })
    await jobs.discard(reference)
    expect(await jobs.status(reference)).toBeUndefined()
  })

  it('gives up a job that takes too long, and tells it so', async () => {
    const aborted = vi.fn()
    const task = defineTask({
      name: 'endless',
      schema: z.object({}),
      retries: 0,
      timeoutMs: 50,
      handler: (_, { signal }) => new Promise(() => signal.addEventListener('abort', aborted)),
    })
    const jobs = await startJobs({ tasks: [task] })
    const reference = await jobs.enqueue(task, {})
    expect((await settled(jobs, reference, 'dead')).failure).toContain('did not finish within 50 ms')
    expect(aborted).toHaveBeenCalledOnce()
  })

  it('lets what is critical pass what is not', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const slow = defineTask({ name: 'slow', schema: z.object({}), queue: 'low', handler: () => gate })
    const fast = defineTask({ name: 'fast', schema: z.object({}), queue: 'critical', handler: async () => undefined })
    const jobs = await startJobs({ tasks: [slow, fast] })
    for (let n = 0; n < 20; n++) await jobs.enqueue(slow, {})
    await settled(jobs, await jobs.enqueue(fast, {}), 'completed')
    expect((await jobs.statistics()).low.waiting).toBeGreaterThan(0)
    open()
    await vi.waitFor(async () => expect((await jobs.statistics()).low.completed).toBe(20), WAIT)
  })

  it('runs a job later when it is told to', async () => {
    const task = defineTask({ name: 'later', schema: z.object({}), handler: async () => Date.now() })
    const jobs = await startJobs({ tasks: [task] })
    const askedAt = Date.now()
    const reference = await jobs.enqueue(task, {}, { delayMs: 3_000 })
    expect(await jobs.status(reference)).toMatchObject({ state: 'delayed' })
    const { result } = await settled(jobs, reference, 'completed')
    expect(result as number).toBeGreaterThanOrEqual(askedAt + 2_950)
  })

  it('runs a schedule once for each time it is due, however many replicas there are', async () => {
    const prefix = randomUUID()
    const startedAt: number[] = []
    const tick = defineTask({
      name: 'tick',
      schema: z.object({ n: z.number() }),
      handler: async () => void startedAt.push(Date.now()),
    })
    const schedules = [defineSchedule({ name: 'every-second', cron: '* * * * * *', task: tick, payload: { n: 1 } })]
    const [first] = await Promise.all([1, 2, 3].map(() => startJobs({ tasks: [tick], schedules, prefix })))
    await vi.waitFor(() => expect(startedAt.length).toBeGreaterThanOrEqual(4), WAIT)
    const lastedMs = startedAt.at(-1)! - startedAt[0]!
    expect(startedAt.length).toBeLessThanOrEqual(Math.ceil(lastedMs / 1000) + 1)
    await startJobs({ tasks: [tick], schedules: [], prefix })
    await vi.waitFor(
      async () => expect((await first!.statistics()).default).toMatchObject({ delayed: 1, waiting: 0 }),
      WAIT,
    )
    // What is left is the heartbeat.
  })

  it('refuses a schedule whose times mean nothing', async () => {
    const task = defineTask({ name: 'report', schema: z.object({}), handler: async () => undefined })
    const schedules = [defineSchedule({ name: 'never', cron: 'whenever', task, payload: {} })]
    await expect(startJobs({ tasks: [task], schedules })).rejects.toMatchObject({ code: 'SW_ERR_KIT_JOBS_SCHEDULE' })
    const wrong = [defineSchedule({ name: 'x', cron: '* * * * *', task, payload: 3 as never })]
    expect(() => createJobs({ store: openStore(), tasks: [task], schedules: wrong })).toThrow(
      'does not fit the task report',
    )
    expect(() => createJobs({ store: openStore(), tasks: [task, task] })).toThrow('two tasks are named report')
  })

  it('notices that nobody works on its queues', async () => {
    const prefix = randomUUID()
    const scheduler = await startJobs({ tasks: [], prefix, roles: ['scheduler'], heartbeatMs: 100 })
    await vi.waitFor(
      () => expect(scheduler.assertAlive(300)).rejects.toMatchObject({ code: 'SW_ERR_KIT_JOBS_LATE' }),
      WAIT,
    )
    await startJobs({ tasks: [], prefix, roles: ['worker'] })
    await vi.waitFor(() => scheduler.assertAlive(2000), WAIT)
    expect((await scheduler.statistics()).default).toMatchObject({ completed: 0, here: { completed: 0 } })
  })

  it('waits for what runs when it stops, and takes nothing more', async () => {
    const { promise: started, resolve: hasStarted } = Promise.withResolvers<void>()
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const done: string[] = []
    const task = defineTask({
      name: 'long',
      schema: z.object({ name: z.string() }),
      handler: async ({ name }) => {
        hasStarted()
        await gate
        done.push(name)
      },
    })
    const prefix = randomUUID()
    const jobs = await startJobs({ tasks: [task], prefix, concurrency: { default: 1 } })
    await jobs.enqueue(task, { name: 'first' })
    await started
    await jobs.enqueue(task, { name: 'second' })
    const stopped = jobs.stop().then(() => done.slice())
    running.splice(0)
    open()
    expect(await stopped).toEqual(['first'])
    await startJobs({ tasks: [task], prefix })
    await vi.waitFor(() => expect(done).toEqual(['first', 'second']), WAIT)
  })

  it('aborts what runs longer than a stop may take, and it runs again elsewhere', async () => {
    const { promise: started, resolve: hasStarted } = Promise.withResolvers<void>()
    const attempts: number[] = []
    const task = defineTask({
      name: 'stubborn',
      schema: z.object({}),
      backoff: { baseMs: 1 },
      handler: async (_, { attempt }) => {
        attempts.push(attempt)
        hasStarted()
        if (attempt === 1) await new Promise(() => undefined)
      },
    })
    const prefix = randomUUID()
    const jobs = await startJobs({ tasks: [task], prefix, drainMs: 100 })
    const reference = await jobs.enqueue(task, {})
    await started
    await jobs.stop()
    running.splice(0)
    const next = await startJobs({ tasks: [task], prefix })
    await settled(next, reference, 'completed')
    expect(attempts).toEqual([1, 2])
  })
}

describe('the wait before a retry', () => {
  const backoff = { baseMs: 1000, maxMs: 60_000 }
  it('doubles up to its limit, and at least half of it is certain', () => {
    const bounds = [1, 2, 3, 7, 50].map((attempt) => [
      retryDelayMs(backoff, attempt, () => 0),
      retryDelayMs(backoff, attempt, () => 1),
    ])
    expect(bounds).toEqual([
      [500, 1000],
      [1000, 2000],
      [2000, 4000],
      [30_000, 60_000],
      [30_000, 60_000],
    ])
  })
})
