import type { BookingAction } from '../../domain/booking.ts'
import type { Role } from '../../domain/user.ts'
import type { Bookings } from '../../services/bookings.ts'
import type { Payments } from '../../services/payments.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { ID_PARAMS, PROBLEM } from '../common-schemas.ts'
import { BOOKING, BOOKING_PAGE, BOOKING_QUERY, BOOKING_REQUEST, CHECKOUT } from './booking-schemas.ts'

const tags = ['bookings']

/** What is done to a booking by its parties; whose booking it must be, the permissions say. */
const ACTIONS: readonly (readonly [Exclude<BookingAction, 'pay'>, readonly Role[], string])[] = [
  ['accept', ['provider'], 'Accept a request'],
  ['complete', ['provider'], 'Say that it was done'],
  ['cancel', ['client', 'provider'], 'Cancel; what was paid is given back'],
  ['dispute', ['client'], 'Say that something is wrong with it'],
]

export function bookingRoutes(app: App, { bookings, payments }: { bookings: Bookings; payments: Payments }): void {
  app.post(
    '/bookings',
    {
      ...allow(['client']),
      schema: {
        tags,
        summary: 'Ask for a booking',
        body: BOOKING_REQUEST,
        response: { 201: BOOKING, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const { serviceId, startsAt, note } = request.body
      const booking = await bookings.request(actorOf(request), { serviceId, startsAt: new Date(startsAt), note })
      return reply.code(201).header('location', `/bookings/${booking.id}`).send(booking)
    },
  )
  app.get(
    '/bookings',
    {
      ...allow('user'),
      schema: {
        tags,
        summary: 'My bookings',
        querystring: BOOKING_QUERY,
        response: { 200: BOOKING_PAGE, '4xx': PROBLEM },
      },
    },
    (request) => {
      const { as, state, limit, cursor } = request.query
      return bookings.list(actorOf(request), { as, state }, { limit, cursor })
    },
  )
  app.get(
    '/bookings/:id',
    {
      ...allow('user'),
      schema: { tags, summary: 'One booking', params: ID_PARAMS, response: { 200: BOOKING, '4xx': PROBLEM } },
    },
    (request) => bookings.read(actorOf(request), request.params.id),
  )
  app.post(
    '/bookings/:id/pay',
    {
      ...allow(['client']),
      schema: {
        tags,
        summary: 'Pay',
        description: 'Gives the page to pay on. The booking is paid once the payment service has told us so.',
        params: ID_PARAMS,
        response: { 200: CHECKOUT, '4xx': PROBLEM },
      },
    },
    async (request) => {
      const { url, expiresAt } = await payments.checkout(actorOf(request), request.params.id)
      return { url, expiresAt: expiresAt.toISOString() }
    },
  )
  for (const [action, roles, summary] of ACTIONS)
    app.post(
      `/bookings/:id/${action}`,
      { ...allow(roles), schema: { tags, summary, params: ID_PARAMS, response: { 200: BOOKING, '4xx': PROBLEM } } },
      (request) => bookings.act(actorOf(request), (request.params as { id: string }).id, action),
    )
}
