import { z } from 'zod'
import { BOOKING_STATES } from '../../domain/booking.ts'
import { LIST_QUERY, longText, pageOf, TIME } from '../common-schemas.ts'

const STATE = z.enum(BOOKING_STATES)

export const BOOKING = z.object({
  id: z.uuid(),
  serviceId: z.uuid(),
  serviceTitle: z.string(),
  clientId: z.uuid(),
  clientName: z.string(),
  providerId: z.uuid(),
  providerName: z.string(),
  startsAt: TIME,
  endsAt: TIME,
  state: STATE,
  priceCents: z.number().int(),
  note: z.string(),
  createdAt: TIME,
})

export const BOOKING_PAGE = pageOf(BOOKING)

export const BOOKING_REQUEST = z.object({
  serviceId: z.uuid(),
  startsAt: TIME,
  note: longText(2000).default(''),
})

export const BOOKING_QUERY = LIST_QUERY.extend({
  as: z.enum(['client', 'provider']).default('client').describe('What I booked, or what is booked with me'),
  state: STATE.optional(),
})

export const CHECKOUT = z.object({ url: z.url().describe('Where the client pays'), expiresAt: TIME })
