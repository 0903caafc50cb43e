import type { Cache } from '@shipworthy/kit/cache'
import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import type { Page } from '../domain/page.ts'
import type { Review } from '../domain/review.ts'
import type { Actor } from '../domain/user.ts'
import { findBooking } from '../repositories/bookings.ts'
import { insertReview, listReviews } from '../repositories/reviews.ts'
import { CATALOGUE_TAG, cursorOf, type ListRequest } from './catalogue.ts'
import { notify } from './notify.ts'
import type { Outbox } from './outbox.ts'
import type { AppPermissions } from './permissions.ts'
import { conflict, forbidden, notFound } from './problem.ts'

export interface Reviews {
  list: (serviceId: string, list: ListRequest) => Promise<Page<Review>>
  /** One for each completed booking, by its client. */
  write: (actor: Actor, bookingId: string, review: { rating: number; comment: string }) => Promise<void>
}

export interface ReviewParts {
  pool: PgPool
  cache: Cache
  permissions: AppPermissions
  outbox: Pick<Outbox, 'wake'>
}

export function createReviews({ pool, cache, permissions, outbox }: ReviewParts): Reviews {
  return {
    list: (serviceId, { limit, cursor }) =>
      cache.getOrLoad(
        `reviews:${JSON.stringify([serviceId, limit, cursor])}`,
        () => listReviews(pool, serviceId, { limit, after: cursorOf(cursor, 'time') }),
        { tags: [CATALOGUE_TAG] },
      ),
    write: async (actor, bookingId, { rating, comment }) => {
      await inTransaction(pool, async (client) => {
        const booking = await findBooking(client, bookingId)
        if (!booking || !permissions.allows(actor, 'booking.read', booking)) throw notFound('booking')
        if (!permissions.allows(actor, 'booking.review', booking)) throw forbidden('Only the client reviews a booking.')
        if (booking.state !== 'completed') throw conflict('Only what is completed can be reviewed.')
        const { serviceId, clientId } = booking
        if (!(await insertReview(client, { bookingId, serviceId, clientId, rating, comment })))
          throw conflict('There is a review already.')
        await notify(client, booking.providerId, 'review', booking)
      })
      await cache.invalidateTags([CATALOGUE_TAG])
      outbox.wake()
    },
  }
}
