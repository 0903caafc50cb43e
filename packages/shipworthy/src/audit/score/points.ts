import type { RuleResult } from '../model/outcome.ts'
import { cureFinding, cureResult, type RuleSeverities } from './cure.ts'
import { average, isVerified } from './score.ts'
import { ruleQuality } from './weights.ts'

/** Gives every finding and every failing rule the points its cure would bring, before caps. */
export function withPoints(results: readonly RuleResult[], rules: RuleSeverities = {}): RuleResult[] {
  const now = average(results, quality)
  const gain = (result: RuleResult, cured: RuleResult): number =>
    round(
      average(
        results.map((other) => (other === result ? cured : other)),
        quality,
      ) - now,
    )
  return results.map((result) => {
    if (result.outcome !== 'fail') return result
    return {
      ...result,
      points: gain(result, cureResult(result, rules)),
      findings: result.findings.map((finding) => ({
        ...finding,
        points: gain(result, cureFinding(result, finding, rules)),
      })),
    }
  })
}

function quality(result: RuleResult): number | undefined {
  return isVerified(result) ? ruleQuality(result) : undefined
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
