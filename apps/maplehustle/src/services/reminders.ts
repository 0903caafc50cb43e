import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import { listStaleRequests, moveBooking, takeReminders } from '../repositories/bookings.ts'
import { notify } from './notify.ts'
import type { Outbox } from './outbox.ts'

export interface Reminders {
  /** Reminds both parties of what is about to begin; once for each booking. @returns Of how many. */
  remind: () => Promise<number>
  /** Cancels requests that nobody has answered. @returns How many. */
  expireRequests: () => Promise<number>
}

export interface ReminderParts {
  pool: PgPool
  outbox: Pick<Outbox, 'wake'>
  /** How long before it begins. */
  aheadMs: number
  /** How long a request may wait for an answer. */
  answerWithinMs: number
  now: () => Date
}

export function createReminders({ pool, outbox, aheadMs, answerWithinMs, now }: ReminderParts): Reminders {
  return {
    remind: async () => {
      const at = now()
      const reminded = await inTransaction(pool, async (client) => {
        const bookings = await takeReminders(client, at, new Date(at.getTime() + aheadMs))
        for (const booking of bookings)
          for (const userId of [booking.clientId, booking.providerId])
            await notify(client, userId, 'booking-reminder', booking)
        return bookings.length
      })
      outbox.wake()
      return reminded
    },
    expireRequests: async () => {
      const at = now()
      const expired = await inTransaction(pool, async (client) => {
        const stale = await listStaleRequests(client, at, new Date(at.getTime() - answerWithinMs))
        let count = 0
        for (const booking of stale) {
          if (!(await moveBooking(client, booking.id, { from: 'requested', to: 'cancelled', actorId: null }))) continue
          await notify(client, booking.clientId, 'booking-cancelled', booking)
          count++
        }
        return count
      })
      outbox.wake()
      return expired
    },
  }
}
