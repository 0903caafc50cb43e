import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { PlannedRoute } from '../../../facts/live/live-plan.ts'
import type { PathRole } from '../../../facts/live/http-facts.ts'
import type { Candidate } from './ask-paths.ts'
import { isHarmless } from './is-harmless.ts'
import { KNOWN_PATHS, knownPathsBelow } from './known-paths.ts'

const MAX_ROUTES = 15

/** What the project names, then what is usual; each path once. */
export function candidatesOf({ paths, routes }: LivePlan, base = ''): Candidate[] {
  const declared = paths.map((planned): Candidate => ({ ...planned, declared: true }))
  const coded = routes.filter(isReadable).map(toCandidate)
  const special = coded.filter(({ role }) => role !== 'route')
  const plain = coded.filter(({ role }) => role === 'route').slice(0, MAX_ROUTES)
  const usual = [...knownPathsBelow(base), ...KNOWN_PATHS].flatMap(([role, known]) =>
    known.map((path): Candidate => ({ path, role, origin: 'well-known', declared: false })),
  )
  const byPath = new Map<string, Candidate>()
  for (const candidate of [...declared, ...special, ...plain, ...usual])
    if (candidate.path !== '/' && !byPath.has(candidate.path)) byPath.set(candidate.path, candidate)
  return [...byPath.values()]
}

/** Its answer can be had with one GET that changes nothing. */
function isReadable({ method, path, parameters }: PlannedRoute): boolean {
  return /^(GET|ALL)$/.test(method) && parameters.length === 0 && isHarmless(path)
}

function toCandidate({ path, origin }: PlannedRoute): Candidate {
  return { path, role: roleOf(path), origin, declared: true }
}

const ROLES: readonly [pattern: RegExp, role: PathRole][] = [
  [/(^|\/)(metrics|prometheus)$/i, 'metrics'],
  [/(^|\/)(docs|api-docs|swagger|openapi(\.json)?|graphql|graphiql|playground|queues|bull-board|debug)$/i, 'debug'],
  [/(^|\/)(admin|internal|backoffice|management)(\/|$)/i, 'admin'],
]

function roleOf(path: string): PathRole {
  return ROLES.find(([pattern]) => pattern.test(path))?.[1] ?? 'route'
}
