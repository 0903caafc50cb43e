import type { HealthSnapshot } from '../../model/health-snapshot.ts'
import { worstStatus, type Status } from '../../model/status.ts'
import type { Kind } from '../../model/kind.ts'
import type { HealthResponse } from './health-request.ts'
import { HEALTH_JSON_TYPE, JSON_TYPE, makeResponse } from './make-response.ts'

export type PublicEndpoint = 'overall' | 'live' | 'ready' | 'startup'

/** One answer in both types it can be asked for. */
export interface Answer {
  json: HealthResponse
  healthJson: HealthResponse
}

export type PublicAnswers = Readonly<Record<PublicEndpoint, Answer>>

/** Everything that probes can ask, ready to be sent. Made anew only when a status or the lifecycle changes. */
export function makePublicAnswers(snapshot: HealthSnapshot): PublicAnswers {
  const { lifecycle, live, ready, started, status } = snapshot
  const isDown = snapshot.checks.some((check) => check.kind === 'readiness' && check.status === 'critical')
  const waiting = lifecycle === 'ready' ? 'starting' : lifecycle
  return {
    overall: makeAnswer(isDown ? 503 : 200, status),
    live: makeAnswer(live ? 200 : 503, statusOf(snapshot, 'liveness')),
    ready: makeAnswer(ready ? 200 : 503, lifecycle === 'ready' && started ? statusOf(snapshot, 'readiness') : waiting),
    startup: makeAnswer(started ? 200 : 503, started ? 'healthy' : 'starting'),
  }
}

export function makeAnswer(code: number, said: string): Answer {
  const json = makeResponse(code, JSON_TYPE, bodyOf(said), VARY)
  const healthJson = makeResponse(code, HEALTH_JSON_TYPE, bodyOf(passWarnFail(code, said)), VARY)
  return { json, healthJson }
}

const VARY = { vary: 'accept' }

/** draft-inadarei-api-health-check-06, 3.1: `fail` goes with 4xx and 5xx, `pass` and `warn` with 2xx and 3xx. */
export function passWarnFail(code: number, said: string): 'pass' | 'warn' | 'fail' {
  if (code >= 400) return 'fail'
  return said === 'healthy' ? 'pass' : 'warn'
}

function statusOf({ checks }: HealthSnapshot, kind: Kind): Status {
  return worstStatus(checks.filter((check) => check.kind === kind).map((check) => check.status))
}

/** The status and nothing else: what is behind it is nobody's business but the operator's. */
function bodyOf(status: string): string {
  return `{"status":"${status}"}\n`
}
