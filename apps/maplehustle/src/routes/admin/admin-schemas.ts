import { z } from 'zod'
import { BOOKING_STATES } from '../../domain/booking.ts'
import { LIST_QUERY, pageOf } from '../common-schemas.ts'
import { USER } from '../me/me-schemas.ts'

export const ADMIN_USER = USER.extend({ isBlocked: z.boolean() })
export const ADMIN_USER_PAGE = pageOf(ADMIN_USER)
export const ADMIN_BOOKINGS_QUERY = LIST_QUERY.extend({ state: z.enum(BOOKING_STATES).default('disputed') })
export const ADMIN_DISPUTE = z.object({
  outcome: z.enum(['settle', 'reverse']).describe('Settle: it was done. Reverse: the client gets the money back'),
})
