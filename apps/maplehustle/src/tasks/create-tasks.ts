import { defineSchedule, type Schedule, type Task } from '@shipworthy/kit/jobs'
import type { z } from 'zod'
import type { Work, WorkName } from '../domain/work.ts'
import { CLEAN_UPS } from '../services/clean-up.ts'
import type { MailDesk } from '../services/mail-desk.ts'
import type { Services } from '../services/services.ts'
import { cleanUpTask } from './clean-up-task.ts'
import { mailTasks } from './mail-tasks.ts'
import { maintenanceTask } from './maintenance-task.ts'
import { refundTask } from './refund-task.ts'
import { reminderTask } from './reminder-task.ts'

export interface TaskParts extends Pick<Services, 'payments' | 'reminders' | 'cleanUp' | 'maintenance'> {
  mailDesk: MailDesk
  /** When what nobody asks for is due, in the fields of cron. */
  crons: { remind: string; cleanUp: string; maintain: string }
}

export interface Tasks {
  all: Task[]
  schedules: Schedule[]
  /** Those that requests leave behind, by the names that they use. */
  work: Readonly<Record<WorkName, Task>>
}

/** Every task there is, and when. */
export function createTasks({ mailDesk, payments, reminders, cleanUp, maintenance, crons }: TaskParts): Tasks {
  const work = {
    ...mailTasks(mailDesk),
    'refund-payment': refundTask(payments),
  } satisfies { [Name in WorkName]: { schema: z.ZodType<unknown, Work[Name]> } }
  const remind = reminderTask(reminders)
  const clean = cleanUpTask(cleanUp)
  const maintain = maintenanceTask(maintenance)
  return {
    work: work as unknown as Tasks['work'],
    all: [...Object.values(work), remind, clean, maintain] as unknown as Task[],
    schedules: [
      defineSchedule({ name: 'remind', cron: crons.remind, task: remind, payload: {} }),
      ...CLEAN_UPS.map((kind) =>
        defineSchedule({ name: `clean-up-${kind}`, cron: crons.cleanUp, task: clean, payload: { kind } }),
      ),
      defineSchedule({ name: 'maintain-database', cron: crons.maintain, task: maintain, payload: {} }),
    ],
  }
}
