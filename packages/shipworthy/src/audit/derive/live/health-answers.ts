import { isPage, saysNothing } from '../../facts/live/catch-all.ts'
import type { Attempt } from '../../facts/live/exchange.ts'
import type { AskedPath, HttpFacts, PathRole } from '../../facts/live/http-facts.ts'

const HEALTH_ROLES: readonly PathRole[] = ['liveness', 'readiness', 'health']

/** Health paths that are there: the service answers them with something made for probes. */
export function healthAnswers(http: HttpFacts, roles: readonly PathRole[] = HEALTH_ROLES): AskedPath[] {
  return http.paths.filter((asked) => roles.includes(asked.role) && isThere(asked, http))
}

/** Health paths that were asked, there or not. */
export function healthPaths({ paths }: HttpFacts): AskedPath[] {
  return paths.filter(({ role }) => HEALTH_ROLES.includes(role))
}

/** What the service says once it knows who asks. */
export function fullAnswer({ attempt, authorised }: AskedPath): Attempt {
  return authorised?.ok ? authorised : attempt
}

/** `/status` and `/up` may be anything, so that their failing says nothing. */
const TELLING = /health|ready|live/i

/**
 * A well-known path counts when something behind it answers it: a site that gives one page for every address answers
 * `/healthz` too.
 */
function isThere(asked: AskedPath, http: HttpFacts): boolean {
  const { attempt, declared, path } = asked
  if (!attempt.ok) return declared && attempt.cause !== 'other'
  const { status } = attempt.exchange
  if ([404, 405, 410, 429, 501].includes(status)) return false
  if (saysNothing(asked, http) && (!declared || isPage(attempt.exchange))) return false
  if (declared) return true
  if ((status >= 300 && status < 500) || isPage(attempt.exchange)) return false
  return status < 500 || TELLING.test(path)
}
