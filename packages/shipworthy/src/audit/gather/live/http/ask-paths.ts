import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { AskedPath, PathRole } from '../../../facts/live/http-facts.ts'
import type { LiveRequest } from '../live-request.ts'
import type { LiveSession } from '../live-session.ts'
import { SilentError } from '../silent-error.ts'
import { sendRequest } from './send-request.ts'

/** Where services keep these, when nothing says otherwise. */
const WELL_KNOWN: readonly [path: string, role: PathRole][] = [
  ['/health', 'health'],
  ['/healthz', 'health'],
  ['/health/live', 'liveness'],
  ['/livez', 'liveness'],
  ['/health/ready', 'readiness'],
  ['/readyz', 'readiness'],
  ['/ready', 'readiness'],
  ['/metrics', 'metrics'],
]

type Candidate = Omit<AskedPath, 'attempt'>

/** Asks the root, what the project names, and what is usual. */
export async function askPaths(
  { url = '', headers = {} }: LiveRequest,
  plan: LivePlan,
  session: LiveSession,
): Promise<AskedPath[]> {
  const asked: AskedPath[] = []
  for (const candidate of candidates(plan)) {
    const attempt = await sendRequest(session, { url: new URL(candidate.path, url).href, headers })
    if (candidate.role === 'root' && !attempt.ok) throw new SilentError(attempt.reason, attempt.cause)
    asked.push({ ...candidate, attempt })
  }
  return asked
}

function candidates({ paths }: LivePlan): Candidate[] {
  const root: Candidate = { path: '/', role: 'root', origin: 'the address that was given', declared: false }
  const declared = paths.map((planned): Candidate => ({ ...planned, declared: true }))
  const usual = WELL_KNOWN.map(([path, role]): Candidate => ({ path, role, origin: 'well-known', declared: false }))
  const byPath = new Map([root, ...usual, ...declared].map((candidate) => [candidate.path, candidate]))
  return [...byPath.values()]
}
