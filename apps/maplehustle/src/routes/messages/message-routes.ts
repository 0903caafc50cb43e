import type { Messages } from '../../services/messages.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { ID_PARAMS, LIST_QUERY, PROBLEM } from '../common-schemas.ts'
import { MESSAGE, MESSAGE_DRAFT, MESSAGE_PAGE } from './message-schemas.ts'

const tags = ['messages']

export function messageRoutes(app: App, { messages }: { messages: Messages }): void {
  app.get(
    '/bookings/:id/messages',
    {
      ...allow('user'),
      schema: {
        tags,
        summary: 'What client and provider wrote, the newest first',
        params: ID_PARAMS,
        querystring: LIST_QUERY,
        response: { 200: MESSAGE_PAGE, '4xx': PROBLEM },
      },
    },
    (request) => messages.list(actorOf(request), request.params.id, request.query),
  )
  app.post(
    '/bookings/:id/messages',
    {
      ...allow(['client', 'provider']),
      schema: {
        tags,
        summary: 'Write to the other party',
        params: ID_PARAMS,
        body: MESSAGE_DRAFT,
        response: { 201: MESSAGE, '4xx': PROBLEM },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await messages.write(actorOf(request), request.params.id, request.body.body)),
  )
}
