import { exchanges } from '../exchanges.ts'
import type { HttpTrial } from '../http-trial.ts'
import { INTROSPECTION } from '../known-paths.ts'
import { askSite } from '../site.ts'

/** A GraphQL endpoint that wants POST is asked the same by POST. */
export const introspection: HttpTrial = {
  active: true,
  async run(site, paths) {
    const endpoint = paths.find(
      ({ path, attempt }) => path === '/graphql' && attempt.ok && attempt.exchange.status !== 404,
    )
    if (!endpoint || paths.some(({ sign }) => sign === 'GraphQL introspection')) return { 'graphql:introspection': [] }
    const attempt = await askSite(site, endpoint.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: INTROSPECTION }),
    })
    return { 'graphql:introspection': exchanges([attempt]) }
  },
}
