import type { CheckSnapshot, HealthSnapshot } from '../model/health-snapshot.ts'
import type { Lifecycle } from '../model/lifecycle.ts'
import { rankOf, worstStatus, type Status } from '../model/status.ts'

const WEIGHT: Readonly<Record<Status, number>> = { healthy: 1, warning: 0.6, unknown: 0.3, critical: 0 }

type Verdict = Pick<HealthSnapshot, 'status' | 'score' | 'live' | 'ready' | 'started' | 'recommendations'>

/** What all checks together mean. */
export function judgeOverall(
  checks: readonly CheckSnapshot[],
  lifecycle: Lifecycle,
  hasPassed: (check: string) => boolean,
): Verdict {
  const startup = checks.filter(({ kind }) => kind === 'startup')
  const started = lifecycle !== 'starting' && startup.every(({ name }) => hasPassed(name))
  return {
    status: worstStatus(checks.map(({ status }) => status)),
    score: overallScore(checks.map(({ status }) => status)),
    live: checks.every(({ kind, status }) => kind !== 'liveness' || status !== 'critical'),
    ready:
      started && lifecycle === 'ready' && checks.every((check) => check.kind !== 'readiness' || letsThrough(check)),
    started,
    recommendations: recommend(checks),
  }
}

/** Mean over all checks as a percentage, one decimal; 100 when there are none. */
export function overallScore(statuses: readonly Status[]): number {
  if (statuses.length === 0) return 100
  const sum = statuses.reduce((total, status) => total + WEIGHT[status], 0)
  return Math.round((sum / statuses.length) * 1000) / 10
}

/** Whether a readiness check lets traffic through: not when it is critical, nor when nothing vouches for what must work. */
export function letsThrough({ status, onFail }: CheckSnapshot): boolean {
  return status !== 'critical' && !(status === 'unknown' && onFail === 'critical')
}

function recommend(checks: readonly CheckSnapshot[]): string[] {
  return checks
    .filter(({ status }) => status !== 'healthy')
    .toSorted((a, b) => rankOf(b.status) - rankOf(a.status))
    .map(({ name, status, recommendation, causedBy, result }) => {
      const what = `${name} is ${status}${result?.message ? `: ${result.message}` : ''}`
      if (causedBy !== undefined) return `${what}. Look at ${causedBy} first, which it depends on.`
      return recommendation === undefined ? what : `${what}. ${recommendation}`
    })
}
