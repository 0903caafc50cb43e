import { singleCall } from './parts/single-call.ts'

interface QueueJob {
  timestamp?: number
  delay?: number
  finishedOn?: number | undefined
}

/** A queue of BullMQ or Bull. */
export interface BullQueue {
  name: string
  getJobCounts(...types: never[]): PromiseLike<object>
  getWaiting(start: number, end: number): PromiseLike<readonly (QueueJob | undefined)[]>
  getFailed(start: number, end: number): PromiseLike<readonly (QueueJob | undefined)[]>
  getWorkers(): PromiseLike<readonly unknown[]>
  isPaused(): PromiseLike<boolean>
}

export interface BullmqNumbers {
  waiting: number
  active: number
  failed: number
  oldestWaitingMs: number
  /** Of the last ten failures that are kept. */
  failedPerMinute: number
  workers: number
  isPaused: boolean
}

const FAILURES = 10

/** Counts, the oldest waiting job, the tenth newest failure and the workers that are connected. */
export function createBullmqProbe(queue: BullQueue): (signal: AbortSignal) => Promise<BullmqNumbers> {
  return singleCall(async () => {
    const [counts, [oldest], [failure], workers, isPaused] = await Promise.all([
      queue.getJobCounts() as PromiseLike<Record<string, number>>,
      queue.getWaiting(0, 0),
      queue.getFailed(FAILURES - 1, FAILURES - 1),
      queue.getWorkers(),
      queue.isPaused(),
    ])
    const { waiting = 0, prioritized = 0, paused = 0, active = 0, failed = 0 } = counts
    const now = Date.now()
    const sinceFailureMs = now - (failure?.finishedOn ?? -Infinity)
    return {
      waiting: waiting + prioritized + paused,
      active,
      failed,
      oldestWaitingMs: oldest ? Math.max(0, now - (oldest.timestamp ?? now) - (oldest.delay ?? 0)) : 0,
      failedPerMinute: (FAILURES * 60_000) / Math.max(1000, sinceFailureMs),
      workers: workers.length,
      isPaused,
    }
  })
}
