import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import type { Booking } from '../domain/booking.ts'
import type { Message } from '../domain/message.ts'
import type { Page } from '../domain/page.ts'
import type { Actor } from '../domain/user.ts'
import { findBooking } from '../repositories/bookings.ts'
import { insertMessage, listMessages } from '../repositories/messages.ts'
import type { Queryable } from '../repositories/queryable.ts'
import { cursorOf, type ListRequest } from './catalogue.ts'
import { notify } from './notify.ts'
import type { Outbox } from './outbox.ts'
import type { AppPermissions } from './permissions.ts'
import { forbidden, notFound } from './problem.ts'

export interface Messages {
  list: (actor: Actor, bookingId: string, list: ListRequest) => Promise<Page<Message>>
  write: (actor: Actor, bookingId: string, body: string) => Promise<Message>
}

export interface MessageParts {
  pool: PgPool
  permissions: AppPermissions
  outbox: Pick<Outbox, 'wake'>
}

export function createMessages({ pool, permissions, outbox }: MessageParts): Messages {
  async function findReadable(db: Queryable, actor: Actor, id: string): Promise<Booking> {
    const booking = await findBooking(db, id)
    if (!booking || !permissions.allows(actor, 'booking.read', booking)) throw notFound('booking')
    return booking
  }
  return {
    list: async (actor, bookingId, { limit, cursor }) => {
      await findReadable(pool, actor, bookingId)
      return listMessages(pool, bookingId, { limit, after: cursorOf(cursor, 'time') })
    },
    write: async (actor, bookingId, body) => {
      const message = await inTransaction(pool, async (client) => {
        const booking = await findReadable(client, actor, bookingId)
        if (!permissions.allows(actor, 'message.write', booking))
          throw forbidden('This is between client and provider.')
        const { clientId, providerId } = booking
        await notify(client, actor.id === clientId ? providerId : clientId, 'message', booking)
        return insertMessage(client, { bookingId, senderId: actor.id, body })
      })
      outbox.wake()
      return message
    },
  }
}
