import { z } from 'zod'
import type { PgPool } from '../database/pg-pool.ts'
import { defineTask, type Task } from './define-task.ts'
import { forgetOnce } from './once.ts'
import { defineSchedule, type Schedule } from './schedule.ts'

/** Deletes what has ended: `Sessions`, `Lockout` and `SingleUseTokens` of `@shipworthy/kit/auth` are such. */
export interface Prunable {
  /** @returns How many. */
  prune: () => Promise<number>
}

export interface MaintenanceOptions {
  /** The database in which `once` notes what was done. */
  once?: {
    pool: PgPool
    /** Longer than dead letters are kept, as one that is tried again must find its note. Default 31 days. */
    keepMs?: number
  }
  /** By a name of letters, digits and `-`, which becomes a part of the task's. */
  prune?: Readonly<Record<string, Prunable>>
  /** When. Default every night at 03:17. */
  cron?: string
  /** Default `UTC`. */
  timeZone?: string
}

export interface Maintenance {
  tasks: Task[]
  schedules: Schedule[]
}

const DAY_MS = 24 * 60 * 60_000

/**
 * What a service has to do to its tables again and again, lest they grow for ever: a task for each, in the queue `low`, with its
 * schedule.
 *
 * @example
 * const maintenance = maintenanceTasks({ once: { pool }, prune: { sessions, lockout, links } })
 * createJobs({
 *   store,
 *   tasks: [sendInvoice, ...maintenance.tasks],
 *   schedules: [nightly, ...maintenance.schedules],
 * })
 */
export function maintenanceTasks(options: MaintenanceOptions): Maintenance {
  const { once, prune = {}, cron = '17 3 * * *', timeZone = 'UTC' } = options
  const tasks = Object.entries(prune).map(([name, prunable]) => pruneTask(name, () => prunable.prune()))
  if (once) tasks.unshift(pruneTask('once', () => forgetOnce(once.pool, once.keepMs ?? 31 * DAY_MS)))
  return {
    tasks,
    schedules: tasks.map((task) => defineSchedule({ name: task.name, cron, timeZone, task, payload: {} })),
  }
}

/** The number is the result of the job, so that one sees whether it does anything. */
function pruneTask(name: string, prune: () => Promise<number>) {
  return defineTask({
    name: `maintenance-${name}`,
    queue: 'low',
    schema: z.object({}),
    timeoutMs: 10 * 60_000,
    handler: async () => ({ deleted: await prune() }),
  })
}
