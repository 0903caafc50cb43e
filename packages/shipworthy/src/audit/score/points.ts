import type { RuleResult } from '../model/outcome.ts'
import { average, isVerified } from './score.ts'
import { ruleQuality } from './weights.ts'

/** Gives every finding and every failing rule the points its cure would bring, before caps. */
export function withPoints(results: readonly RuleResult[]): RuleResult[] {
  const now = average(results, quality)
  return results.map((result) => {
    if (result.outcome !== 'fail') return result
    const cured = average(results, (other) => (other === result ? 1 : quality(other)))
    const points = round(cured - now)
    return {
      ...result,
      points,
      findings: result.findings.map((finding) => ({ ...finding, points: findingPoints(results, result, now) })),
    }
  })
}

/** What one of several findings is worth: the last critical brings everything, the others of it nothing. */
function findingPoints(results: readonly RuleResult[], result: RuleResult, now: number): number {
  const { findings, passed } = result
  const better: RuleResult =
    findings.length === 1
      ? { ...result, outcome: 'pass' }
      : { ...result, findings: findings.slice(1), passed: passed + 1 }
  return round(average(results, (other) => quality(other === result ? better : other)) - now)
}

function quality(result: RuleResult): number | undefined {
  return isVerified(result) ? ruleQuality(result) : undefined
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
