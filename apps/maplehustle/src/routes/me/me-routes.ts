import type { Profiles } from '../../services/profiles.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { PROBLEM } from '../common-schemas.ts'
import { ME_CHANGE, USER } from './me-schemas.ts'

export function meRoutes(app: App, { profiles }: { profiles: Profiles }): void {
  app.get(
    '/me',
    { ...allow('user'), schema: { tags: ['me'], summary: 'Who I am', response: { 200: USER, '4xx': PROBLEM } } },
    (request) => profiles.me(actorOf(request)),
  )
  app.patch(
    '/me',
    {
      ...allow('user'),
      schema: {
        tags: ['me'],
        summary: 'Change my name or language',
        body: ME_CHANGE,
        response: { 200: USER, '4xx': PROBLEM },
      },
    },
    (request) => profiles.changeMe(actorOf(request), request.body),
  )
}
