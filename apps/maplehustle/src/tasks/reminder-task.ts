import { defineTask } from '@shipworthy/kit/jobs'
import { z } from 'zod'
import type { Reminders } from '../services/reminders.ts'

/** Reminds of bookings that are about to begin, and ends requests that nobody has answered. */
export function reminderTask(reminders: Reminders) {
  return defineTask({
    name: 'remind',
    schema: z.object({}),
    handler: async () => ({ reminded: await reminders.remind(), expired: await reminders.expireRequests() }),
  })
}
