import { setTimeout as wait } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import type { z } from 'zod'
import { KitError } from '../kit-error.ts'
import { QUEUES, type QueueName, type Task } from './define-task.ts'

/** Something that is done again and again. */
export interface Schedule<Schema extends z.ZodType = z.ZodType> {
  /** Unique; to give it another one makes another schedule of it. */
  name: string
  /** Five fields, or six with seconds first: `0 3 * * *` is every night at three. */
  cron: string
  /** Such as `Europe/Berlin`. Default `UTC`, which has no hour twice and none not at all. */
  timeZone?: string
  task: Task<Schema>
  payload: z.input<Schema>
}

/**
 * An entry of the catalogue of schedules, with the payload checked against the task by the compiler.
 *
 * @example
 * createJobs({ store, tasks: [report], schedules: [defineSchedule({ name: 'nightly', cron: '0 3 * * *', task: report, payload: {} })] })
 */
export function defineSchedule<Schema extends z.ZodType>(schedule: Schedule<Schema>): Schedule {
  return schedule as unknown as Schedule
}

const PREFIX = 'schedule-'

/**
 * Puts the catalogue in force: adds what is new, changes what changed, removes what is gone. Any number of instances may
 * do so at once; the store has one entry for each name, and one job for each time it is due.
 *
 * @throws KitError `SW_ERR_KIT_JOBS_SCHEDULE`.
 */
export async function applySchedules(
  schedules: readonly Schedule[],
  queueOf: (name: QueueName) => Queue,
  optionsOf: (task: Task) => object,
): Promise<void> {
  for (const { name, cron, timeZone = 'UTC', task, payload } of schedules) {
    const template = { name: task.name, data: payload, opts: optionsOf(task) }
    try {
      const repeat = { pattern: cron, tz: timeZone }
      await onceOthersAreDone(() => queueOf(task.queue).upsertJobScheduler(PREFIX + name, repeat, template))
    } catch (error) {
      throw new KitError('SW_ERR_KIT_JOBS_SCHEDULE', { name, reason: (error as Error).message }, error)
    }
  }
  for (const queue of QUEUES) {
    const wanted = new Set(schedules.filter(({ task }) => task.queue === queue).map(({ name }) => PREFIX + name))
    for (const { key } of await queueOf(queue).getJobSchedulers())
      if (key.startsWith(PREFIX) && !wanted.has(key)) await queueOf(queue).removeJobScheduler(key)
  }
}

const MAX_ATTEMPTS = 6
const RETRY_MS = 50

/** Instances that start at the same moment get in each other's way: BullMQ then says that the next job is there already. */
async function onceOthersAreDone(put: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await put()
      return
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !/already exists/.test((error as Error).message)) throw error
      await wait(RETRY_MS * attempt * (1 + Math.random()))
    }
  }
}
