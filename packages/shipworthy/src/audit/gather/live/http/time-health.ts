import { saysNothing } from '../../../facts/live/catch-all.ts'
import type { AskedPath } from '../../../facts/live/http-facts.ts'
import { askSite, type Site } from './site.ts'

const SAMPLES = 20
const MAX_PATHS = 2
/** For one path; one that is so slow that fewer samples fit is judged by fewer, and by three at least. */
const BUDGET_MS = 10_000
const FEWEST = 3

/** How long health paths that answer well take, asked one after the other. */
export async function timeHealth(site: Site, paths: readonly AskedPath[]): Promise<Record<string, number[]>> {
  const timed: Record<string, number[]> = {}
  for (const { path } of chosen(paths)) timed[path] = await samplesOf(site, path)
  return timed
}

/** What the project names goes first, and readiness before the rest: it is what asks other systems. */
function chosen(paths: readonly AskedPath[]): AskedPath[] {
  const order = ['readiness', 'health', 'liveness']
  return paths
    .filter(({ role, attempt }) => order.includes(role) && attempt.ok && attempt.exchange.status === 200)
    .filter((asked) => !saysNothing(asked, { paths: [...paths] }))
    .toSorted((a, b) => Number(b.declared) - Number(a.declared) || order.indexOf(a.role) - order.indexOf(b.role))
    .slice(0, MAX_PATHS)
}

async function samplesOf(site: Site, path: string): Promise<number[]> {
  const startMs = performance.now()
  const samples: number[] = []
  const goesOn = (): boolean => samples.length < FEWEST || performance.now() - startMs < BUDGET_MS
  while (samples.length < SAMPLES && goesOn()) {
    const attempt = await askSite(site, path, { note: `sample ${samples.length + 1} of ${SAMPLES}` })
    if (!attempt.ok || attempt.exchange.status !== 200) break
    samples.push(attempt.exchange.totalMs)
  }
  return samples
}
