import type { Sessions } from '@shipworthy/kit/auth'
import { notFound } from '../../services/problem.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { ID_PARAMS, NOTHING, PROBLEM } from '../common-schemas.ts'
import { SESSIONS } from './session-schemas.ts'

const tags = ['sessions']

export function sessionRoutes(app: App, { sessions }: { sessions: Sessions }): void {
  app.get(
    '/me/sessions',
    {
      ...allow('user'),
      schema: { tags, summary: 'Where I am logged in', response: { 200: SESSIONS, '4xx': PROBLEM } },
    },
    async (request) => {
      const { id, sessionId } = actorOf(request)
      const list = await sessions.list(id)
      return list.map((session) => ({
        id: session.id,
        device: session.description,
        isThisOne: session.id === sessionId,
        createdAt: session.createdAt.toISOString(),
        lastUsedAt: session.lastUsedAt.toISOString(),
        expiresAt: session.expiresAt.toISOString(),
      }))
    },
  )
  app.delete(
    '/me/sessions/:id',
    {
      ...allow('user'),
      schema: {
        tags,
        summary: 'End one of my sessions',
        params: ID_PARAMS,
        response: { 204: NOTHING, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      if (!(await sessions.revoke(actorOf(request).id, request.params.id))) throw notFound('session')
      return reply.code(204).send(null)
    },
  )
}
