import { probed } from '../derive/evidence.ts'
import { exitText } from '../derive/live/stop-evidence.ts'
import type { BadDatabaseStart } from '../facts/live/process-facts.ts'
import type { Evidence } from '../model/outcome.ts'
import { fail, pass, unknown, type Verdict } from './rule.ts'

/** One that has not tried for so long has given up. */
const GIVEN_UP_MS = 30_000

/** What a start shows whose database cannot be reached. */
export function judgeFailedStart(start: BadDatabaseStart): Verdict {
  const { exit, listens, attempts, waitedMs, lastAttemptMs = 0, health } = start
  const evidence = evidenceOf(start)
  if (exit && exit.code !== 0) return pass(evidence)
  if (exit)
    return fail([
      {
        message: 'when its database cannot be reached at start it ends with 0, as if all had gone well',
        severity: 'warning',
        evidence,
        key: 'start without database',
      },
    ])
  const notReady = health.find(({ role, status = 0 }) => role !== 'liveness' && status >= 500)
  if (notReady)
    return pass([
      ...evidence,
      probed(`GET ${notReady.path}`, `${notReady.status}`, 'it starts, and says that it is not ready'),
    ])
  if (attempts === 0) return unknown('it does not ask its database when it starts', evidence)
  if (waitedMs - lastAttemptMs < GIVEN_UP_MS && !listens)
    return unknown('it was still trying to reach its database', evidence)
  if (!listens)
    return fail([
      {
        message:
          'when its database cannot be reached at start it gives up and stays: the process runs and serves nothing',
        severity: 'critical',
        evidence,
        key: 'start without database',
      },
    ])
  return fail([
    {
      message: 'when its database cannot be reached at start it goes on, and takes requests',
      severity: 'warning',
      evidence,
      key: 'start without database',
    },
  ])
}

function evidenceOf({ variables, exit, listens, attempts, waitedMs, health }: BadDatabaseStart): Evidence[] {
  const state = `still running after ${Math.round(waitedMs / 1_000)} s, ${listens ? 'listens' : 'listens nowhere'}`
  const answer = `${exit ? exitText(exit) : state}, after ${attempts} connections to its database`
  return [
    probed(`start with ${variables.join(', ')} leading nowhere`, answer),
    ...health.map(({ path, status, text }) => probed(`GET ${path}`, status === undefined ? text : `${status} ${text}`)),
  ]
}
