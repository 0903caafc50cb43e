import { defineSchedule, type Schedule, type Task } from '@shipworthy/kit/jobs'
import type { Services } from '../services/services.ts'
import { cleanUpTask } from './clean-up-task.ts'

export interface Crons {
  cleanUp: string
}

/** Every task there is, and when those that nobody asks for are due. */
export function createTasks(services: Services, crons: Crons): { tasks: Task[]; schedules: Schedule[] } {
  const cleanUp = cleanUpTask(services.cleanUp)
  return {
    tasks: [cleanUp],
    schedules: [defineSchedule({ name: 'clean-up', cron: crons.cleanUp, task: cleanUp, payload: {} })],
  }
}
