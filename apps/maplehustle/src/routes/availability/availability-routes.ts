import type { Availabilities } from '../../services/availability.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { ID_PARAMS, NOTHING, PROBLEM } from '../common-schemas.ts'
import { AVAILABILITY, AVAILABILITY_QUERY, HOURS, PERIOD, TIME_OFF } from './availability-schemas.ts'

const tags = ['availability']

export function availabilityRoutes(app: App, { availabilities }: { availabilities: Availabilities }): void {
  app.get(
    '/providers/:id/availability',
    {
      ...allow('public'),
      schema: {
        tags,
        summary: 'When a provider works, and when not any more',
        params: ID_PARAMS,
        querystring: AVAILABILITY_QUERY,
        response: { 200: AVAILABILITY, '4xx': PROBLEM },
      },
    },
    ({ params, query }) => availabilities.read(params.id, new Date(query.from ?? Date.now()), query.days),
  )
  app.put(
    '/me/hours',
    {
      ...allow(['provider']),
      schema: { tags, summary: 'When I work, each week', body: HOURS, response: { 200: HOURS, '4xx': PROBLEM } },
    },
    (request) => availabilities.saveHours(actorOf(request), request.body),
  )
  app.post(
    '/me/time-off',
    {
      ...allow(['provider']),
      schema: { tags, summary: 'When I am away', body: PERIOD, response: { 201: TIME_OFF, '4xx': PROBLEM } },
    },
    async (request, reply) => {
      const { from, to } = request.body
      return reply.code(201).send(await availabilities.addTimeOff(actorOf(request), new Date(from), new Date(to)))
    },
  )
  app.delete(
    '/me/time-off/:id',
    {
      ...allow(['provider']),
      schema: { tags, summary: 'Not away after all', params: ID_PARAMS, response: { 204: NOTHING, '4xx': PROBLEM } },
    },
    async (request, reply) => {
      await availabilities.removeTimeOff(actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}
