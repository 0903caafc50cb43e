import type { PlannedRoute } from '../../../../facts/live/live-plan.ts'
import type { Attempt } from '../../../../facts/live/exchange.ts'
import { unknownPathOf } from '../ask-first.ts'
import { exchanges } from '../exchanges.ts'
import type { HttpTrial } from '../http-trial.ts'
import { isHarmless } from '../is-harmless.ts'
import { askSite, type Site } from '../site.ts'

const MAX_ROUTES = 3
/** More than the 1 MiB that Fastify takes and the 100 kB that Express takes. */
const OVERSIZED_BYTES = 1_500_000

/**
 * Bodies that no handler should see: JSON that breaks off, and one that is too long. Where no route is known an address that
 * nobody knows gets them: many services parse bodies before they look for a route.
 */
export const badBodies: HttpTrial = {
  active: true,
  async run(site) {
    const targets = targetsOf(site)
    const malformed: Attempt[] = []
    for (const { method, path } of targets)
      malformed.push(await send(site, method, path, '{', 'a body that is no JSON'))
    const [{ method, path }] = targets as [Target, ...Target[]]
    const oversized = await send(
      site,
      method,
      path,
      JSON.stringify({ shipworthy: 'x'.repeat(OVERSIZED_BYTES) }),
      `a body of ${OVERSIZED_BYTES} B`,
    )
    return { 'body:malformed-json': exchanges(malformed), 'body:oversized': exchanges([oversized]) }
  },
}

type Target = Pick<PlannedRoute, 'method' | 'path'>

function targetsOf(site: Site): Target[] {
  const known = site.plan.routes.filter(
    ({ method, path, parameters }) => /^(POST|PUT|PATCH)$/.test(method) && parameters.length === 0 && isHarmless(path),
  )
  return known.length > 0 ? known.slice(0, MAX_ROUTES) : [{ method: 'POST', path: unknownPathOf(site) }]
}

async function send(site: Site, method: string, path: string, body: string, note: string): Promise<Attempt> {
  return await askSite(site, path, {
    method,
    body,
    headers: { 'content-type': 'application/json' },
    withCredentials: true,
    note,
  })
}
