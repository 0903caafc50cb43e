import { createHash } from 'node:crypto'
import type { Job, Queue, Worker } from 'bullmq'
import type { z } from 'zod'
import { KitError } from '../kit-error.ts'
import { QUEUES, type QueueName, type Task } from './define-task.ts'
import { describeIssues } from './describe-issues.ts'
import { MAX_LATE_MS, readLatenessMs, startHeartbeat } from './heartbeat.ts'
import { createJobMeasures } from './job-measures.ts'
import { jobReference, readJobReference } from './job-reference.ts'
import { sendSpan } from './job-spans.ts'
import type { DeadLetter, EnqueueOptions, JobEvent, Jobs, JobsOptions, JobStatus, QueueStatistics } from './jobs.ts'
import { applySchedules } from './schedule.ts'
import { startWorker, type QueueCounts } from './start-worker.ts'

const DAY_MS = 24 * 60 * 60_000
const STATES: Record<string, JobStatus['state']> = {
  waiting: 'waiting',
  prioritized: 'waiting',
  delayed: 'delayed',
  active: 'running',
  completed: 'completed',
  failed: 'dead',
}

/**
 * Jobs that are done apart from requests: kept in a store, tried again, scheduled, and drained when the service stops.
 *
 * @example
 * const jobs = createJobs({ store: redisStore({ url: config.REDIS_URL }), tasks: [sendInvoice] })
 * for (const part of jobs.parts()) lifecycle.add(part)
 * await jobs.enqueue(sendInvoice, { orderId: '42' }, { key: 'invoice-42' })
 *
 * @throws KitError `SW_ERR_KIT_JOBS_DUPLICATE` when two tasks or schedules have the same name.
 */
export function createJobs(options: JobsOptions): Jobs {
  const { store, schedules = [], roles = ['worker', 'scheduler'], prefix = 'jobs', drainMs = 15_000, tracer } = options
  const tasks = byName('task', options.tasks)
  byName('schedule', schedules)
  for (const { task, payload } of schedules) checked(task, payload)
  const queues = new Map<QueueName, Queue>()
  const workers = new Map<QueueName, Worker>()
  const counts = new Map(
    QUEUES.map((name): [QueueName, QueueCounts] => [name, { completed: 0, failed: 0, stalled: 0 }]),
  )
  const cancel = new AbortController()
  const measures = createJobMeasures({ count: statistics, isTask: (name) => tasks.has(name) })
  const onEvent = (event: JobEvent): void => {
    measures.observe(event)
    options.onEvent?.(event)
  }

  function queueOf(name: QueueName): Queue {
    const queue = queues.get(name)
    if (!queue) throw new KitError('SW_ERR_KIT_JOBS_STORE', { reason: 'it is not open; start the jobs first' })
    return queue
  }

  const jobOptions = ({ retries }: Task): object => ({
    attempts: retries + 1,
    backoff: { type: 'task' },
    removeOnComplete: { age: (options.keepCompletedMs ?? DAY_MS) / 1000 },
    removeOnFail: { age: (options.keepDeadMs ?? 30 * DAY_MS) / 1000 },
  })

  async function openQueues(): Promise<void> {
    try {
      await openAll()
    } catch (error) {
      // Nothing must go on connecting behind a service that did not start.
      await closeQueues().catch(() => undefined)
      throw error
    }
  }

  async function openAll(): Promise<void> {
    await asking(() => store.open())
    for (const name of QUEUES) {
      const queue = store.queue(`${prefix}-${name}`)
      queue.on('error', (error) => onEvent({ type: 'error', queue: name, error }))
      queues.set(name, queue)
    }
    if (!roles.includes('scheduler')) return
    await applySchedules(schedules, queueOf, jobOptions)
    for (const queue of queues.values()) await startHeartbeat(queue, options.heartbeatMs ?? 30_000)
  }

  async function openWorkers(): Promise<void> {
    if (!roles.includes('worker')) return
    for (const name of options.queues ?? QUEUES)
      workers.set(
        name,
        startWorker({
          name,
          tasks,
          options: { ...options, onEvent },
          prefix,
          counts: counts.get(name)!,
          cancel: cancel.signal,
        }),
      )
    await Promise.all([...workers.values()].map((worker) => worker.waitUntilReady()))
  }

  /** What still runs after its time is aborted, fails for this time, and runs again elsewhere. */
  async function closeWorkers(): Promise<void> {
    const timer = setTimeout(() => cancel.abort(), drainMs)
    await Promise.all([...workers.values()].map((worker) => worker.close()))
    clearTimeout(timer)
    workers.clear()
  }

  async function closeQueues(): Promise<void> {
    await Promise.all([...queues.values()].map((queue) => queue.close()))
    queues.clear()
    await store.close()
  }

  async function enqueue<Schema extends z.ZodType>(
    task: Task<Schema>,
    payload: z.input<Schema>,
    { key, delayMs }: EnqueueOptions = {},
  ): Promise<string> {
    if (!tasks.has(task.name)) throw new KitError('SW_ERR_KIT_JOB_UNKNOWN_TASK', { task: task.name })
    const data = checked(task, payload)
    const add = (parent?: string): Promise<Job> =>
      asking(() =>
        queueOf(task.queue).add(task.name, data, {
          ...jobOptions(task),
          ...(key !== undefined && { jobId: idOf(task, key) }),
          ...(delayMs !== undefined && { delay: delayMs }),
          ...(parent !== undefined && { telemetry: { metadata: parent } }),
        }),
      )
    const job = await (tracer ? tracer.run(sendSpan(task), () => add(tracer.traceParent())) : add())
    return jobReference(task.queue, job.id!)
  }

  async function find(reference: string): Promise<Job | undefined> {
    const place = readJobReference(reference)
    return place && (await asking(() => queueOf(place.queue).getJob(place.id)))
  }

  async function mustFind(reference: string): Promise<Job> {
    const job = await find(reference)
    if (!job) throw new KitError('SW_ERR_KIT_JOB_NOT_FOUND', { reference })
    return job
  }

  async function status(reference: string): Promise<JobStatus | undefined> {
    const place = readJobReference(reference)
    // The state first: what is read of the job afterwards is at least as new.
    const state = place && (await asking(() => queueOf(place.queue).getJobState(place.id)))
    const job = await find(reference)
    if (!job || state === undefined) return undefined
    return {
      reference,
      task: job.name,
      state: STATES[state] ?? 'unknown',
      progress: job.progress,
      attempts: job.attemptsMade,
      ...(job.returnvalue != null && { result: job.returnvalue as unknown }),
      ...(job.failedReason && { failure: job.failedReason }),
    }
  }

  async function statistics(): Promise<Record<QueueName, QueueStatistics>> {
    const entries = await Promise.all(QUEUES.map(async (name) => [name, await statisticsOf(name)] as const))
    return Object.fromEntries(entries) as Record<QueueName, QueueStatistics>
  }

  async function statisticsOf(name: QueueName): Promise<QueueStatistics> {
    const found = await asking(() =>
      queueOf(name).getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'completed', 'failed'),
    )
    const of = (state: string): number => found[state] ?? 0
    return {
      waiting: of('waiting') + of('prioritized'),
      running: of('active'),
      delayed: of('delayed'),
      completed: of('completed'),
      dead: of('failed'),
      here: { ...counts.get(name)! },
    }
  }

  const heartbeat: Jobs['heartbeat'] = () =>
    Promise.all(QUEUES.map(async (queue) => ({ queue, lateMs: await asking(() => readLatenessMs(queueOf(queue))) })))

  return {
    enqueue,
    status,
    deadLetters: async (queue, { offset = 0, limit = 50 } = {}) =>
      (await asking(() => queueOf(queue).getFailed(offset, offset + limit - 1))).map((job) => deadLetter(queue, job)),
    retry: async (reference) => (await mustFind(reference)).retry('failed', { resetAttemptsMade: true }),
    discard: async (reference) => (await mustFind(reference)).remove(),
    statistics,
    metrics: measures.families,
    heartbeat,
    assertAlive: async (maxLateMs = MAX_LATE_MS) => {
      const late = (await heartbeat()).filter(({ lateMs }) => lateMs > maxLateMs)
      if (late.length === 0) return
      const list = late.map(({ queue, lateMs }) => `${queue} (${describeLateness(lateMs)})`).join(', ')
      throw new KitError('SW_ERR_KIT_JOBS_LATE', { list })
    },
    queuesForBoard: () => QUEUES.map(queueOf),
    parts: () => [
      { name: 'job queues', stage: 'queues', start: openQueues, stop: closeQueues },
      { name: 'job workers', stage: 'workers', start: openWorkers, stop: closeWorkers, timeoutMs: drainMs + 5000 },
    ],
    start: async () => {
      await openQueues()
      await openWorkers()
    },
    stop: async () => {
      await closeWorkers()
      await closeQueues()
    },
  }
}

/** What will be stored, when it fits: as JSON, so that what JSON cannot hold is noticed now and not by a worker. */
function checked(task: Task, payload: unknown): unknown {
  const data: unknown = JSON.parse(JSON.stringify(payload) ?? 'null')
  const { error } = task.schema.safeParse(data)
  if (error) throw new KitError('SW_ERR_KIT_JOB_PAYLOAD', { task: task.name, issues: describeIssues(error) })
  return data
}

/** Keys may hold anything; ids in the store may not. */
function idOf(task: Task, key: string): string {
  return `key-${createHash('sha256').update(`${task.name}\0${key}`).digest('base64url')}`
}

async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof KitError) throw error
    throw new KitError('SW_ERR_KIT_JOBS_STORE', { reason: (error as Error).message }, error)
  }
}

function deadLetter(queue: QueueName, job: Job): DeadLetter {
  return {
    reference: jobReference(queue, job.id!),
    task: job.name,
    payload: job.data as unknown,
    failure: job.failedReason,
    attempts: job.attemptsMade,
    diedAt: new Date(job.finishedOn ?? job.timestamp),
  }
}

function describeLateness(lateMs: number): string {
  return Number.isFinite(lateMs) ? `${Math.round(lateMs / 1000)} s late` : 'never seen'
}

function byName<T extends { name: string }>(kind: string, entries: readonly T[]): Map<string, T> {
  const found = new Map<string, T>()
  for (const entry of entries) {
    if (found.has(entry.name)) throw new KitError('SW_ERR_KIT_JOBS_DUPLICATE', { kind, name: entry.name })
    found.set(entry.name, entry)
  }
  return found
}
