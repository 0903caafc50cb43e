import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import { nextState, type Booking, type BookingAction, type BookingState } from '../domain/booking.ts'
import type { NotificationKind } from '../domain/notification.ts'
import type { Page } from '../domain/page.ts'
import type { Actor } from '../domain/user.ts'
import { isWorkingTime } from '../repositories/working-hours.ts'
import { findBooking, insertBooking, listBookingsIn, listBookingsOf, moveBooking } from '../repositories/bookings.ts'
import type { Queryable } from '../repositories/queryable.ts'
import { findService } from '../repositories/services.ts'
import { findUser } from '../repositories/users.ts'
import { cursorOf, type ListRequest } from './catalogue.ts'
import { notify } from './notify.ts'
import type { Outbox } from './outbox.ts'
import type { AppPermissions } from './permissions.ts'
import { conflict, forbidden, notFound, unprocessable } from './problem.ts'
import { startRefund } from './start-refund.ts'

export interface BookingParts {
  pool: PgPool
  permissions: AppPermissions
  outbox: Pick<Outbox, 'wake'>
  /** A booking begins so long after it is asked for, at least. */
  minNoticeMs: number
  now: () => Date
}

export interface BookingRequest {
  serviceId: string
  startsAt: Date
  note: string
}

export interface Bookings {
  request: (actor: Actor, request: BookingRequest) => Promise<Booking>
  read: (actor: Actor, id: string) => Promise<Booking>
  list: (
    actor: Actor,
    filter: { as: 'client' | 'provider'; state?: BookingState | undefined },
    list: ListRequest,
  ) => Promise<Page<Booking>>
  /** Everything that is in a state, for admins. */
  listIn: (state: BookingState, list: ListRequest) => Promise<Page<Booking>>
  /** Does something to a booking: whoever may, when its state allows it. Payments are `Payments`' to tell of. */
  act: (actor: Actor, id: string, action: Exclude<BookingAction, 'pay'>) => Promise<Booking>
}

const [DAY_MS, MAX_DAYS_AHEAD] = [86_400_000, 365]
/** A provider who has two bookings at a time has broken the constraint of the table. */
const EXCLUSION_VIOLATION = '23P01'

/** Who is told what of an action; the one who did it knows. */
const NEWS: Readonly<Record<Exclude<BookingAction, 'pay'>, NotificationKind>> = {
  accept: 'booking-accepted',
  complete: 'booking-completed',
  cancel: 'booking-cancelled',
  dispute: 'booking-disputed',
  settle: 'booking-completed',
  reverse: 'booking-cancelled',
}

export function createBookings({ pool, permissions, outbox, minNoticeMs, now }: BookingParts): Bookings {
  async function findReadable(db: Queryable, actor: Actor, id: string): Promise<Booking> {
    const booking = await findBooking(db, id)
    // Of what is not theirs, others do not even learn that it is there.
    if (!booking || !permissions.allows(actor, 'booking.read', booking)) throw notFound('booking')
    return booking
  }

  function checkTime(startsAt: Date): void {
    const aheadMs = startsAt.getTime() - now().getTime()
    if (aheadMs < minNoticeMs)
      throw unprocessable(`A booking begins at least ${minNoticeMs / 60_000} minutes from now.`)
    if (aheadMs > MAX_DAYS_AHEAD * DAY_MS) throw unprocessable('A booking begins within a year.')
  }

  async function insert(actor: Actor, { serviceId, startsAt, note }: BookingRequest): Promise<Booking> {
    return inTransaction(pool, async (client) => {
      const user = await findUser(client, actor.id)
      if (!user?.isEmailVerified) throw forbidden('Verify your e-mail address first.')
      const service = await findService(client, serviceId)
      if (!service?.isPublished) throw notFound('service')
      if (service.providerId === actor.id) throw unprocessable('You cannot book what you offer yourself.')
      const endsAt = new Date(startsAt.getTime() + service.durationMinutes * 60_000)
      const { providerId, priceCents } = service
      if (!(await isWorkingTime(client, providerId, startsAt, endsAt)))
        throw conflict('The provider does not work at that time.')
      const booking = { serviceId, clientId: actor.id, providerId, startsAt, endsAt, priceCents, note }
      const id = await insertBooking(client, booking)
      await notify(client, providerId, 'booking-requested', { id })
      return (await findBooking(client, id))!
    })
  }

  return {
    request: async (actor, request) => {
      checkTime(request.startsAt)
      try {
        return await insert(actor, request)
      } catch (error) {
        if ((error as { code?: string }).code === EXCLUSION_VIOLATION) throw conflict('That time is taken.')
        throw error
      } finally {
        outbox.wake()
      }
    },
    read: (actor, id) => findReadable(pool, actor, id),
    list: (actor, filter, { limit, cursor }) =>
      listBookingsOf(pool, { userId: actor.id, ...filter }, { limit, after: cursorOf(cursor, 'time') }),
    listIn: (state, { limit, cursor }) => listBookingsIn(pool, state, { limit, after: cursorOf(cursor, 'time') }),
    act: async (actor, id, action) => {
      const moved = await inTransaction(pool, async (client) => {
        const booking = await findReadable(client, actor, id)
        if (!permissions.allows(actor, `booking.${action}`, booking))
          throw forbidden(`You may not ${action} this booking.`)
        const to = nextState(booking.state, action)
        if (!to) throw conflict(`A booking that is ${booking.state} cannot be changed like this.`)
        if (action === 'complete' && new Date(booking.endsAt) > now()) throw conflict('The booking is not over yet.')
        if (!(await moveBooking(client, id, { from: booking.state, to, actorId: actor.id })))
          throw conflict('Somebody else has changed the booking. Look at it again.')
        if (to === 'cancelled') await startRefund(client, id)
        for (const userId of [booking.clientId, booking.providerId])
          if (userId !== actor.id) await notify(client, userId, NEWS[action], booking)
        return { ...booking, state: to }
      })
      outbox.wake()
      return moved
    },
  }
}
