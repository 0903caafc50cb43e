import type { Digest } from './digest-report.ts'
import { plural } from './format.ts'

/** Heading of the way forward, or why there is none. */
export function describeRoute({ isRated, report: { route, score } }: Digest): string {
  if (!isRated) return 'There is no score to raise yet.'
  if (route)
    return `${plural(route.steps.length, 'cure')} ${route.steps.length === 1 ? 'leads' : 'lead'} to ${route.grade}`
  if (score.grade === 'EXCELLENT') return 'This is the highest grade.'
  return 'Cures alone do not lead to the next grade: more must become verifiable first.'
}
