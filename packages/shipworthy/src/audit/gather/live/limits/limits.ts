import type { LimitTrial } from '../../../facts/live/limit-facts.ts'
import { askSite, openSite, type Site } from '../http/site.ts'
import { isLocal } from '../is-local.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import { SilentError } from '../silent-error.ts'
import { healthPath, ordinaryPath } from './choose-paths.ts'
import { loginBody, loginRoutes } from './logins.ts'
import { otherAddress } from './other-address.ts'
import { repeat, type Repeated } from './repeat.ts'
import { spoof } from './spoof.ts'

const LOGINS = 30
const HEALTH = 60
const BURST = 300
const AT_ONCE = 10
const FIRST_MS = 5000

/**
 * Looks for limits by reaching them: logins first, before anything else has used up what they share; health next; then an
 * ordinary path. After all that asks over HTTP, for this may leave the door closed.
 */
export const limits: LiveGatherer<'limits'> = {
  part: 'limits',
  nameOf: ({ url, active }) => (url !== undefined && active ? `limits of ${new URL(url).origin}` : undefined),
  async gather(request, plan, session) {
    const site = openSite(request, plan, session)
    const first = await askSite(site, site.root, { timeoutMs: FIRST_MS, note: 'whether it answers at all' })
    if (!first.ok) throw new SilentError(first.reason, first.cause)
    const trials: LimitTrial[] = []
    for (const [index, repeated] of (await trialsOf(site)).entries()) {
      const localAddress = await otherAddress(site, index)
      const question = { ...repeated.question, ...(localAddress !== undefined && { localAddress }) }
      const trial = await repeat(site, { ...repeated, question })
      trials.push({ ...trial, ...(trial.refusal && { spoofed: await spoof(site, trial, question) }) })
    }
    return { target: `limits of ${site.origin}`, local: isLocal(new URL(site.origin).hostname), trials }
  },
}

async function trialsOf(site: Site): Promise<Repeated[]> {
  const health = await healthPath(site)
  return [
    ...loginRoutes(site.plan).map((path): Repeated => ({
      what: 'login',
      path,
      question: { method: 'POST', headers: { 'content-type': 'application/json' }, body: loginBody() },
      count: LOGINS,
      // As somebody who guesses would.
      atOnce: 1,
    })),
    ...(health === undefined
      ? []
      : [{ what: 'health', path: health, question: {}, count: HEALTH, atOnce: AT_ONCE } as const]),
    { what: 'burst', path: await ordinaryPath(site), question: {}, count: BURST, atOnce: AT_ONCE },
  ]
}
