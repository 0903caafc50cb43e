import type { AskedPath } from '../../../../facts/live/http-facts.ts'
import type { LimitTrial } from '../../../../facts/live/limit-trial.ts'
import type { Site } from '../site.ts'
import { loginBody, loginRoutes } from './logins.ts'
import { repeat, type Repeated } from './repeat.ts'
import { spoof } from './spoof.ts'

const LOGINS = 30
const HEALTH = 60
const BURST = 300
const AT_ONCE = 10

/**
 * Looks for limits by reaching them: logins first, before anything else has used up what they share; health next; then an
 * ordinary path. Only where that is allowed.
 */
export async function findLimits(site: Site, paths: readonly AskedPath[]): Promise<LimitTrial[]> {
  const trials: LimitTrial[] = []
  for (const repeated of [...logins(site), ...health(paths), ...burst(paths)]) {
    const trial = await repeat(site, repeated)
    const spoofed = trial.refusal && { spoofed: await spoof(site, trial, repeated.question) }
    trials.push({ ...trial, ...spoofed })
  }
  return trials
}

/** One after the other, as somebody who guesses would. */
function logins({ plan }: Site): Repeated[] {
  return loginRoutes(plan).map((path) => ({
    what: 'login',
    path,
    question: { method: 'POST', headers: { 'content-type': 'application/json' }, body: loginBody() },
    count: LOGINS,
    atOnce: 1,
  }))
}

function health(paths: readonly AskedPath[]): Repeated[] {
  const found = paths.find(({ role, ...asked }) => /^(health|liveness|readiness)$/.test(role) && isGood(asked))
  return found ? [{ what: 'health', path: found.path, question: {}, count: HEALTH, atOnce: AT_ONCE }] : []
}

/** A route that the code declares, else the root, whatever it answers: limits stand in front of it. */
function burst(paths: readonly AskedPath[]): Repeated[] {
  const found =
    paths.find(({ role, ...asked }) => role === 'route' && isGood(asked)) ??
    paths.find(({ role, attempt }) => role === 'root' && attempt.ok)
  return found ? [{ what: 'burst', path: found.path, question: {}, count: BURST, atOnce: AT_ONCE }] : []
}

function isGood({ attempt }: Pick<AskedPath, 'attempt'>): boolean {
  return attempt.ok && attempt.exchange.status < 300
}
