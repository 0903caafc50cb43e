import type { Exchange } from '../../../facts/live/exchange.ts'
import type { AskedPath } from '../../../facts/live/http-facts.ts'
import { isLocal } from '../is-local.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import { askFirst } from './ask-first.ts'
import { askPaths } from './ask-paths.ts'
import { candidatesOf } from './candidates.ts'
import { HTTP_TRIALS } from './http-trials.ts'
import { retryHealth } from './retry-health.ts'
import { openSite, type Site } from './site.ts'
import { sourceMapsOf } from './source-maps.ts'
import { timeHealth } from './time-health.ts'

/** Asks a service over HTTP. */
export const http: LiveGatherer<'http'> = {
  part: 'http',
  nameOf: ({ url }) => (url === undefined ? undefined : new URL(url).origin),
  async gather(request, plan, session) {
    const site = openSite(request, plan, session)
    const first = await askFirst(site)
    const others = await askPaths(site, [...candidatesOf(plan, site.base), ...sourceMapsOf(site, first[0]!)])
    const paths = await retryHealth(site, [...first, ...others])
    return {
      origin: site.origin,
      local: isLocal(new URL(site.origin).hostname),
      paths,
      timings: await timeHealth(site, paths),
      trials: await runTrials(site, paths),
    }
  },
}

async function runTrials(site: Site, paths: readonly AskedPath[]): Promise<Record<string, Exchange[]>> {
  const results: Record<string, Exchange[]> = {}
  for (const { active, run } of HTTP_TRIALS)
    if (!active || site.session.active) Object.assign(results, await run(site, paths))
  return results
}
