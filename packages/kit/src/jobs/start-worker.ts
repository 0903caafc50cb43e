import type { Job, Worker } from 'bullmq'
import type { QueueName, Task } from './define-task.ts'
import { jobReference } from './job-reference.ts'
import { processSpan } from './job-spans.ts'
import type { JobEvent, JobsOptions } from './jobs.ts'
import { retryDelayMs } from './retry-delay.ts'
import { HEARTBEAT } from './heartbeat.ts'
import { runJob } from './run-job.ts'

export interface QueueCounts {
  completed: number
  failed: number
  stalled: number
}

export interface WorkerParts {
  name: QueueName
  tasks: ReadonlyMap<string, Task>
  options: JobsOptions
  prefix: string
  counts: QueueCounts
  cancel: AbortSignal
}

const CONCURRENCY: Record<QueueName, number> = { critical: 10, default: 10, low: 2 }
const BACKOFF = { baseMs: 1000, maxMs: 5 * 60_000 }

/** The worker of one queue. */
export function startWorker({ name, tasks, options, prefix, counts, cancel }: WorkerParts): Worker {
  const { store, lockMs = 10_000, maxStalls = 2, onEvent = () => undefined, tracer } = options
  const run = (job: Job): Promise<unknown> => runJob(tasks, job, cancel)
  const traced = (job: Job): Promise<unknown> =>
    tracer && job.name !== HEARTBEAT ? tracer.run(processSpan(name, job), () => run(job)) : run(job)
  const worker = store.worker(`${prefix}-${name}`, traced, {
    concurrency: options.concurrency?.[name] ?? CONCURRENCY[name],
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: maxStalls,
    settings: {
      backoffStrategy: (attemptsMade, _, __, job) =>
        retryDelayMs(tasks.get(job?.name ?? '')?.backoff ?? BACKOFF, attemptsMade),
    },
  })
  const eventOf = (job: Job, type: JobEvent['type']): JobEvent => ({
    type,
    queue: name,
    task: job.name,
    reference: jobReference(name, job.id!),
    attempt: job.attemptsMade,
    ...(job.processedOn !== undefined && { durationMs: (job.finishedOn ?? Date.now()) - job.processedOn }),
  })
  worker.on('completed', (job) => {
    if (job.name === HEARTBEAT) return
    counts.completed++
    onEvent(eventOf(job, 'completed'))
  })
  worker.on('failed', (job, error) => {
    counts.failed++
    // What is over has a time at which it was; the store tells of a job that killed its workers without the job.
    if (job) onEvent({ ...eventOf(job, job.finishedOn === undefined ? 'failed' : 'dead'), error })
    else onEvent({ type: 'dead', queue: name, error })
  })
  worker.on('stalled', (id) => {
    counts.stalled++
    onEvent({ type: 'stalled', queue: name, reference: jobReference(name, id) })
  })
  worker.on('error', (error) => onEvent({ type: 'error', queue: name, error }))
  return worker
}
