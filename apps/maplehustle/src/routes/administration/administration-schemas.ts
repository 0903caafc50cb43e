import { z } from 'zod'
import { BOOKING_STATES } from '../../domain/booking.ts'
import { LIST_QUERY, pageOf } from '../common-schemas.ts'
import { USER } from '../me/me-schemas.ts'

export const ADMINISTRATED_USER = USER.extend({ isBlocked: z.boolean() })
export const ADMINISTRATED_USER_PAGE = pageOf(ADMINISTRATED_USER)
export const ADMINISTRATED_BOOKINGS_QUERY = LIST_QUERY.extend({ state: z.enum(BOOKING_STATES).default('disputed') })
export const ADMINISTRATED_DISPUTE = z.object({
  outcome: z.enum(['settle', 'reverse']).describe('Settle: it was done. Reverse: the client gets the money back'),
})
