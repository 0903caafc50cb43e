import type { Queue } from 'bullmq'

/** Name of the job that does nothing but run. */
export const HEARTBEAT = 'shipworthy-heartbeat'

/** A queue whose heartbeat is so many ms behind is not worked on, or what is before it in the queue takes that long. */
export const MAX_LATE_MS = 60_000

/** Lets a job that does nothing run through a queue again and again: scheduler, store and worker have a part in it. */
export async function startHeartbeat(queue: Queue, everyMs: number): Promise<void> {
  const opts = { removeOnComplete: true, removeOnFail: true }
  await queue.upsertJobScheduler(HEARTBEAT, { every: everyMs }, { name: HEARTBEAT, opts })
}

/** The store moves the next beat on when a worker takes one up, so a beat that stays in the past tells of nobody. */
export async function readLatenessMs(queue: Queue): Promise<number> {
  const scheduler = await queue.getJobScheduler(HEARTBEAT)
  return scheduler?.next === undefined ? Infinity : Math.max(0, Date.now() - scheduler.next)
}
