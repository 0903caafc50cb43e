import type { Confidence, RuleResult, Severity } from '../model/outcome.ts'

const SEVERITY_WEIGHTS: Record<Severity, number> = { critical: 10, warning: 3, info: 1 }
const CONFIDENCE_FACTORS: Record<Confidence, number> = { proven: 1, structural: 1, heuristic: 0.5 }

/** How much a rule counts within its category. */
export function ruleWeight({ severity, confidence }: Pick<RuleResult, 'severity' | 'confidence'>): number {
  return SEVERITY_WEIGHTS[severity] * CONFIDENCE_FACTORS[confidence]
}

/**
 * The part of its weight a rule earns, 0–1. A critical is all or nothing; otherwise every cured place counts, so mending
 * one of many always moves the score.
 */
export function ruleQuality({
  outcome,
  severity,
  findings,
  passed,
}: Pick<RuleResult, 'outcome' | 'severity' | 'findings' | 'passed'>): number {
  if (outcome === 'pass') return 1
  if (outcome !== 'fail' || severity === 'critical') return 0
  return passed / (passed + findings.length)
}
