import type { RuleResult, Severity } from '../model/outcome.ts'
import type { Gate, Score } from '../model/report.ts'

export interface GateOptions {
  failOn: Severity | 'never'
  minScore?: number
  minCoverage?: number
  /** Any finding that the baseline does not know fails. */
  failOnNew?: boolean
  hasBaseline?: boolean
}

const RANK: Record<Severity, number> = { info: 0, warning: 1, critical: 2 }

/** What decides whether the audit lets a deploy through. */
export function judgeGates(
  results: readonly RuleResult[],
  score: Score,
  { failOn, minScore, minCoverage, failOnNew = false, hasBaseline = false }: GateOptions,
): Gate[] {
  const gates: Gate[] = []
  const open = results.flatMap(({ findings }) => findings).filter(({ baselined }) => !baselined)
  const noun = hasBaseline ? 'new finding' : 'finding'
  if (failOn !== 'never') {
    const count = open.filter(({ severity }) => RANK[severity] >= RANK[failOn]).length
    const what = failOn === 'critical' ? 'critical' : `${failOn} or worse`
    gates.push({
      name: `fail-on ${failOn}`,
      passed: count === 0,
      detail: count === 0 ? `no ${noun} is ${what}` : `${count} ${noun}${count === 1 ? ' is' : 's are'} ${what}`,
    })
  }
  if (failOnNew) {
    const { length } = open
    gates.push({
      name: 'fail-on-new',
      passed: length === 0,
      detail: length === 0 ? 'no finding is new' : `${length} finding${length === 1 ? ' is' : 's are'} new`,
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
