import type { Exchange } from '../../../facts/live/exchange.ts'
import { isPage } from '../../../facts/live/catch-all.ts'
import { isHarmless } from '../http/is-harmless.ts'
import { KNOWN_PATHS, knownPathsBelow } from '../http/known-paths.ts'
import { askSite, type Site } from '../http/site.ts'

const MAX_TRIED = 8

/** The health path that probes would ask, the first that answers. */
export async function healthPath(site: Site): Promise<string | undefined> {
  const planned = site.plan.paths.filter(({ role }) => isHealth(role)).map(({ path }) => path)
  const [usual, below] = [KNOWN_PATHS, knownPathsBelow(site.base)].map((known) =>
    known.flatMap(([role, paths]) => (isHealth(role) ? [...paths] : [])),
  ) as [string[], string[]]
  // A site that has one page for every address has it here too.
  const isWanted = (answer: Exchange): boolean => !isPage(answer)
  return (await firstGood(site, below, isWanted)) ?? (await firstGood(site, [...planned, ...usual], isWanted))
}

/** An ordinary path: a route of the source that answers, else the root, whatever it says: limits stand in front of it. */
export async function ordinaryPath(site: Site): Promise<string> {
  const health = new Set(site.plan.paths.map(({ path }) => path))
  const routes = site.plan.routes
    .filter(({ method, path, parameters }) => /^(GET|ALL)$/.test(method) && parameters.length === 0 && isHarmless(path))
    .map(({ path }) => path)
  return (
    (await firstGood(
      site,
      routes.filter((path) => !health.has(path)),
    )) ?? site.root
  )
}

async function firstGood(
  site: Site,
  paths: readonly string[],
  isWanted: (answer: Exchange) => boolean = () => true,
): Promise<string | undefined> {
  for (const path of paths.slice(0, MAX_TRIED)) {
    const attempt = await askSite(site, path, { note: 'to find a path to ask often' })
    if (!attempt.ok) return undefined
    if (attempt.exchange.status < 300 && isWanted(attempt.exchange)) return path
  }
  return undefined
}

function isHealth(role: string): boolean {
  return role === 'health' || role === 'liveness' || role === 'readiness'
}
