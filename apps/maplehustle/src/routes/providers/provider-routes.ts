import type { Profiles } from '../../services/profiles.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { ID_PARAMS, PROBLEM } from '../common-schemas.ts'
import { PROVIDER, PROVIDER_DRAFT } from './provider-schemas.ts'

const tags = ['providers']

export function providerRoutes(app: App, { profiles }: { profiles: Profiles }): void {
  app.get(
    '/providers/:id',
    {
      ...allow('public'),
      schema: { tags, summary: 'Who offers', params: ID_PARAMS, response: { 200: PROVIDER, '4xx': PROBLEM } },
    },
    (request) => profiles.readProvider(request.params.id),
  )
  app.put(
    '/me/provider',
    {
      ...allow('user'),
      schema: {
        tags,
        summary: 'Become a provider, or change my profile as one',
        description: 'The role is in the next access token: refresh, or log in again.',
        body: PROVIDER_DRAFT,
        response: { 200: PROVIDER, '4xx': PROBLEM },
      },
    },
    (request) => profiles.saveProvider(actorOf(request), request.body),
  )
}
