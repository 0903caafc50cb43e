import type { Administration } from '../../services/administration.ts'
import type { Bookings } from '../../services/bookings.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { BOOKING, BOOKING_PAGE } from '../bookings/booking-schemas.ts'
import { ID_PARAMS, LIST_QUERY, PROBLEM } from '../common-schemas.ts'
import { ADMIN_BOOKINGS_QUERY, ADMIN_DISPUTE, ADMIN_USER, ADMIN_USER_PAGE } from './admin-schemas.ts'

export interface AdminRouteParts {
  administration: Administration
  bookings: Bookings
}

const tags = ['administration']

export function adminRoutes(app: App, { administration, bookings }: AdminRouteParts): void {
  app.get(
    '/admin/users',
    {
      ...allow(['admin']),
      schema: {
        tags,
        summary: 'Users, the newest first',
        querystring: LIST_QUERY,
        response: { 200: ADMIN_USER_PAGE, '4xx': PROBLEM },
      },
    },
    (request) => administration.listUsers(request.query),
  )
  app.post(
    '/admin/users/:id/block',
    {
      ...allow(['admin']),
      schema: {
        tags,
        summary: 'Block a user and end all sessions',
        params: ID_PARAMS,
        response: { 200: ADMIN_USER, '4xx': PROBLEM },
      },
    },
    (request) => administration.block(actorOf(request), request.params.id),
  )
  app.post(
    '/admin/users/:id/unblock',
    {
      ...allow(['admin']),
      schema: {
        tags,
        summary: 'Let a user in again',
        params: ID_PARAMS,
        response: { 200: ADMIN_USER, '4xx': PROBLEM },
      },
    },
    (request) => administration.unblock(request.params.id),
  )
  app.get(
    '/admin/bookings',
    {
      ...allow(['admin']),
      schema: {
        tags,
        summary: 'Bookings by state',
        querystring: ADMIN_BOOKINGS_QUERY,
        response: { 200: BOOKING_PAGE, '4xx': PROBLEM },
      },
    },
    ({ query: { state, limit, cursor } }) => bookings.listIn(state, { limit, cursor }),
  )
  app.post(
    '/admin/bookings/:id/resolve',
    {
      ...allow(['admin']),
      schema: {
        tags,
        summary: 'End a dispute',
        params: ID_PARAMS,
        body: ADMIN_DISPUTE,
        response: { 200: BOOKING, '4xx': PROBLEM },
      },
    },
    (request) => bookings.act(actorOf(request), request.params.id, request.body.outcome),
  )
}
