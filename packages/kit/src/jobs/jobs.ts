import type { Queue } from 'bullmq'
import type { z } from 'zod'
import type { Part } from '../lifecycle/part.ts'
import type { MetricFamily } from '../metrics/metric-family.ts'
import type { Tracer } from '../trace/tracer.ts'
import type { QueueName, Task } from './define-task.ts'
import type { JobStore } from './job-store.ts'
import type { Schedule } from './schedule.ts'

/** What happened to a job, for logs and metrics; payloads are not part of it. */
export interface JobEvent {
  /** `dead`: it will not be tried again. `stalled`: its worker is gone, and it runs again. */
  type: 'completed' | 'failed' | 'dead' | 'stalled' | 'error'
  queue: QueueName
  task?: string
  reference?: string
  attempt?: number
  durationMs?: number
  error?: Error
}

export interface JobsOptions {
  store: JobStore
  tasks: readonly Task[]
  schedules?: readonly Schedule[]
  /**
   * `worker` runs jobs, `scheduler` sees that schedules are in force; with neither it only enqueues. Default: both. Any
   * number of instances may have either.
   */
  roles?: readonly ('worker' | 'scheduler')[]
  /** Jobs of a queue that one instance runs at the same time. Default 10, 10 and 2. */
  concurrency?: Partial<Record<QueueName, number>>
  /** Queues that are worked on here. Default: all. */
  queues?: readonly QueueName[]
  /** Before the names of the queues, for several services on one store. Default `jobs`. */
  prefix?: string
  onEvent?: (event: JobEvent) => void
  /** From `createTracing`: a job becomes a part of the trace in which it was enqueued. */
  tracer?: Tracer
  /** After this long without a sign of its worker a job runs again. Default 10 s. */
  lockMs?: number
  /** How often a job may have killed its worker before it goes to the dead letters. Default 2. */
  maxStalls?: number
  /** Longest wait for running jobs when the service stops; they are aborted then, and run again later. Default 15 s. */
  drainMs?: number
  /** How long finished jobs, and with them their keys, are kept. Default 1 day. */
  keepCompletedMs?: number
  /** How long dead letters are kept. Default 30 days. */
  keepDeadMs?: number
  /** How often each queue proves that it is worked on. Default 30 s. */
  heartbeatMs?: number
}

export interface EnqueueOptions {
  /** The same key names the same job: enqueued again while that is kept, nothing is added. */
  key?: string
  delayMs?: number
}

export interface JobStatus {
  reference: string
  task: string
  state: 'waiting' | 'delayed' | 'running' | 'completed' | 'dead' | 'unknown'
  progress: unknown
  attempts: number
  /** What the handler returned. */
  result?: unknown
  failure?: string
}

export interface DeadLetter {
  reference: string
  task: string
  payload: unknown
  failure: string
  attempts: number
  diedAt: Date
}

export interface QueueStatistics {
  waiting: number
  running: number
  delayed: number
  completed: number
  dead: number
  /** By this instance since it started. */
  here: { completed: number; failed: number; stalled: number }
}

export interface QueueHeartbeat {
  queue: QueueName
  /** How far behind the queue is; grows while nobody works on it. `Infinity` when no scheduler ever ran. */
  lateMs: number
}

export interface Jobs {
  /**
   * Adds a job.
   *
   * @returns Its reference.
   * @throws KitError `SW_ERR_KIT_JOB_PAYLOAD` when the payload does not fit, `SW_ERR_KIT_JOBS_STORE` when the store is gone.
   */
  enqueue: <Schema extends z.ZodType>(
    task: Task<Schema>,
    payload: z.input<Schema>,
    options?: EnqueueOptions,
  ) => Promise<string>
  status: (reference: string) => Promise<JobStatus | undefined>
  /** The newest first. */
  deadLetters: (queue: QueueName, page?: { offset?: number; limit?: number }) => Promise<DeadLetter[]>
  /** Runs a dead letter again, with all its attempts. */
  retry: (reference: string) => Promise<void>
  discard: (reference: string) => Promise<void>
  statistics: () => Promise<Record<QueueName, QueueStatistics>>
  /** For the registry of `@shipworthy/health`: `health.addMetrics(jobs.metrics)`. */
  metrics: () => MetricFamily[]
  heartbeat: () => Promise<QueueHeartbeat[]>
  /** For a health check. @throws KitError `SW_ERR_KIT_JOBS_LATE` when nobody works on a queue. */
  assertAlive: (maxLateMs?: number) => Promise<void>
  /**
   * The queues themselves, for a dashboard such as `jobBoard`; whoever sees them sees every payload.
   *
   * @throws KitError `SW_ERR_KIT_JOBS_STORE` before the jobs have started.
   */
  queuesForBoard: () => Queue[]
  /** What a lifecycle starts and stops. */
  parts: () => Part[]
  start: () => Promise<void>
  /** Takes no more jobs, waits for those that run, and closes the store. */
  stop: () => Promise<void>
}
