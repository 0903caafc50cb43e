import type { Finding, RuleResult, Severity } from '../model/outcome.ts'

/** The severity of each rule when nothing is found; a result carries that of its worst finding. */
export type RuleSeverities = Readonly<Record<string, { severity: Severity }>>

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info']

/** The result as it would be if one of its findings were cured. */
export function cureFinding(result: RuleResult, finding: Finding, rules: RuleSeverities): RuleResult {
  const findings = result.findings.filter((other) => other !== finding)
  if (findings.length === 0) return cureResult(result, rules)
  const severity = SEVERITIES.find((candidate) => findings.some((other) => other.severity === candidate))
  return { ...result, findings, passed: result.passed + 1, severity: severity ?? result.severity }
}

/** The result as it would be if everything it found were cured. */
export function cureResult(result: RuleResult, rules: RuleSeverities): RuleResult {
  const { severity = result.severity } = rules[result.rule] ?? {}
  return { ...result, outcome: 'pass', severity, findings: [], passed: result.passed + result.findings.length }
}
