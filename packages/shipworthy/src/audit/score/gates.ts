import type { RuleResult, Severity } from '../model/outcome.ts'
import type { Gate, Score } from '../model/report.ts'

export interface GateOptions {
  failOn: Severity | 'never'
  minScore?: number
  minCoverage?: number
}

const RANK: Record<Severity, number> = { info: 0, warning: 1, critical: 2 }

/** What decides whether the audit lets a deploy through. */
export function judgeGates(
  results: readonly RuleResult[],
  score: Score,
  { failOn, minScore, minCoverage }: GateOptions,
): Gate[] {
  const gates: Gate[] = []
  if (failOn !== 'never') {
    const count = results
      .flatMap(({ findings }) => findings)
      .filter(({ severity }) => RANK[severity] >= RANK[failOn]).length
    const what = failOn === 'critical' ? 'critical' : `${failOn} or worse`
    gates.push({
      name: `fail-on ${failOn}`,
      passed: count === 0,
      detail: count === 0 ? `no finding is ${what}` : `${count} finding${count === 1 ? ' is' : 's are'} ${what}`,
    })
  }
  if (minScore !== undefined) {
    gates.push({
      name: `min-score ${minScore}`,
      passed: score.value >= minScore,
      detail: `the score is ${score.value}`,
    })
  }
  if (minCoverage !== undefined) {
    const percent = Math.floor(score.coverage * 100)
    gates.push({
      name: `min-coverage ${minCoverage}`,
      passed: percent >= minCoverage,
      detail: `${percent} % could be verified`,
    })
  }
  return gates
}
