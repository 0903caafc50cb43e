import type { Reviews } from '../../services/reviews.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { ID_PARAMS, LIST_QUERY, NOTHING, PROBLEM } from '../common-schemas.ts'
import { REVIEW_DRAFT, REVIEW_PAGE } from './review-schemas.ts'

const tags = ['reviews']

export function reviewRoutes(app: App, { reviews }: { reviews: Reviews }): void {
  app.get(
    '/services/:id/reviews',
    {
      ...allow('public'),
      schema: {
        tags,
        summary: 'What clients say',
        params: ID_PARAMS,
        querystring: LIST_QUERY,
        response: { 200: REVIEW_PAGE, '4xx': PROBLEM },
      },
    },
    (request) => reviews.list(request.params.id, request.query),
  )
  app.post(
    '/bookings/:id/review',
    {
      ...allow(['client']),
      schema: {
        tags,
        summary: 'Review what was completed',
        params: ID_PARAMS,
        body: REVIEW_DRAFT,
        response: { 204: NOTHING, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      await reviews.write(actorOf(request), request.params.id, request.body)
      return reply.code(204).send(null)
    },
  )
}
