import type { HealthSnapshot } from '../../model/health-snapshot.ts'
import { worstStatus } from '../../model/status.ts'
import { letsThrough } from '../../state/overall.ts'

export interface Readiness {
  ready: boolean
  /** One word. */
  said: string
  /** Line by line, as Kubernetes' own endpoints write it. */
  text: string
}

/** Readiness without some of the checks. The lifecycle cannot be left out. */
export function describeReadiness(snapshot: HealthSnapshot, excluded: readonly string[]): Readiness {
  const { lifecycle, started } = snapshot
  const all = snapshot.checks.filter(({ kind }) => kind === 'readiness')
  const counted = all.filter(({ name }) => !excluded.includes(name))
  const isUp = lifecycle === 'ready' && started
  const ready = isUp && counted.every(letsThrough)
  const lines = all.map((check) => {
    if (excluded.includes(check.name)) return `[+]${check.name} excluded: ok`
    return letsThrough(check) ? `[+]${check.name} ok (${check.status})` : `[-]${check.name} failed: ${check.status}`
  })
  const waiting = lifecycle === 'draining' ? 'draining' : 'starting'
  const unmatched = excluded.filter((name) => !all.some((check) => check.name === name))
  return {
    ready,
    said: isUp ? worstStatus(counted.map(({ status }) => status)) : waiting,
    text: [
      `${isUp ? '[+]' : '[-]'}lifecycle ${isUp ? 'ok (ready)' : `failed: ${waiting}`}`,
      ...lines,
      ...unmatched.map((name) => `warn: there is no readiness check ${JSON.stringify(name)} to exclude`),
      `readyz check ${ready ? 'passed' : 'failed'}`,
      '',
    ].join('\n'),
  }
}
