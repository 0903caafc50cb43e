import type { z } from 'zod'
import type { Backoff } from './retry-delay.ts'

/** Each has workers of its own, so that what may wait never keeps what may not. */
export const QUEUES = ['critical', 'default', 'low'] as const

export type QueueName = (typeof QUEUES)[number]

export interface JobContext {
  /** Names the job for `jobs.status`. */
  reference: string
  /** The same each time this job runs: for `once`, or for the idempotency key of a payment service. */
  idempotencyKey: string
  /** 1 the first time. */
  attempt: number
  /** Aborts when the job has taken too long, and when the service must end. Pass it on to whatever waits. */
  signal: AbortSignal
  /** Told to whoever asks `jobs.status`. */
  progress: (value: number | object) => Promise<void>
}

export interface Task<Schema extends z.ZodType = z.ZodType> {
  readonly name: string
  /** What it is given, as JSON: dates as text, for instance with `z.coerce.date()`. */
  readonly schema: Schema
  readonly queue: QueueName
  readonly retries: number
  readonly backoff: Backoff
  readonly timeoutMs: number
  /** May run more than once for one job: a worker that is killed has not said how far it came. */
  handler(payload: z.output<Schema>, context: JobContext): Promise<unknown>
}

export type TaskOptions<Schema extends z.ZodType> = Pick<Task<Schema>, 'name' | 'schema' | 'handler'> & {
  /** Default `default`. */
  queue?: QueueName
  /** How often it is tried again. Default 5. */
  retries?: number
  /** Wait before it is tried again, growing. Default from 1 s to 5 min. */
  backoff?: Partial<Backoff>
  /** Longest time for one attempt. Default 60 s. */
  timeoutMs?: number
}

/**
 * Something that is done apart from a request.
 *
 * @example
 * const sendInvoice = defineTask({
 *   name: 'send-invoice',
 *   schema: z.object({ orderId: z.string() }),
 *   handler: async ({ orderId }, { signal }) => mail(await renderInvoice(orderId), { signal }),
 * })
 * await jobs.enqueue(sendInvoice, { orderId: '42' }, { key: 'invoice-42' })
 */
export function defineTask<Schema extends z.ZodType>(options: TaskOptions<Schema>): Task<Schema> {
  const { name, schema, handler, queue = 'default', retries = 5, timeoutMs = 60_000 } = options
  const backoff = { baseMs: 1000, maxMs: 5 * 60_000, ...options.backoff }
  return { name, schema, handler, queue, retries, timeoutMs, backoff }
}
