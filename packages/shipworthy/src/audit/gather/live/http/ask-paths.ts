import type { AskedPath } from '../../../facts/live/http-facts.ts'
import type { Attempt } from '../../../facts/live/exchange.ts'
import { recognise } from './recognise.ts'
import { askSite, type Site } from './site.ts'

/** A path to ask, and why. */
export type Candidate = Omit<AskedPath, 'attempt'>

const AT_ONCE = 4
/** After so many that hang, or so long, no more is tried than what health needs. */
const MAX_HANGING = 4
const ENOUGH_MS = 20_000

/** Asks each path once, some at a time, and those that are refused once more with credentials. */
export async function askPaths(site: Site, candidates: readonly Candidate[]): Promise<AskedPath[]> {
  const asked: AskedPath[] = []
  const startMs = performance.now()
  const queue = candidates.entries()
  const work = async (): Promise<void> => {
    for (const [index, candidate] of queue)
      asked[index] = await askOne(site, candidate, reasonToStop(asked, performance.now() - startMs))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return asked
}

async function askOne(site: Site, candidate: Candidate, stop: string | undefined): Promise<AskedPath> {
  if (stop !== undefined && !isNeeded(candidate))
    return { ...candidate, attempt: { ok: false, cause: 'other', reason: stop } }
  const attempt = await askSite(site, candidate.path)
  const authorised =
    isRefused(attempt) && Object.keys(site.credentials).length > 0
      ? await askSite(site, candidate.path, { withCredentials: true, note: 'with credentials' })
      : undefined
  return recognise({ ...candidate, attempt, ...(authorised && { authorised }) })
}

function isNeeded({ declared, role }: Candidate): boolean {
  return declared && /^(health|liveness|readiness)$/.test(role)
}

function isRefused(attempt: Attempt): boolean {
  return attempt.ok && (attempt.exchange.status === 401 || attempt.exchange.status === 403)
}

/** A service that hangs, is slow, or counts requests is left alone: other parts want to be asked too. */
function reasonToStop(asked: readonly (AskedPath | undefined)[], spentMs: number): string | undefined {
  if (spentMs > ENOUGH_MS) return 'not asked, because the others took so long'
  const attempts = asked.flatMap((one) => (one ? [one.attempt] : []))
  if (attempts.some((attempt) => attempt.ok && attempt.exchange.status === 429))
    return 'not asked, because the service limits how much it is asked'
  const hanging = attempts.filter((attempt) =>
    attempt.ok ? attempt.exchange.cut === 'time' : attempt.cause === 'timeout',
  )
  return hanging.length >= MAX_HANGING ? 'not asked, because others gave no answer in time' : undefined
}
