import type { Finding, RuleResult, Severity, SuppressedFinding } from '../model/outcome.ts'
import type { Suppression } from '../model/suppression.ts'

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info']

/**
 * What a rule says without what is suppressed: of what is left it fails or passes; with nothing left it has no part in the
 * score. Where it may have missed something it becomes unknown: nobody decided to live with what nobody has seen.
 */
export function withoutSuppressed(
  result: RuleResult,
  pairs: readonly { finding: Finding; by: Suppression | undefined }[],
  doubt: string | undefined,
): RuleResult {
  const suppressed = pairs.flatMap(({ finding, by }) => (by ? [toSuppressed(finding, by)] : []))
  if (suppressed.length === 0) return result
  const findings = pairs.flatMap(({ finding, by }) => (by ? [] : [finding]))
  if (findings.length > 0) return { ...result, severity: worstOf(findings, result.severity), findings, suppressed }
  const { reason = doubt, ...rest } = result
  const empty = { ...rest, findings, suppressed }
  if (reason !== undefined)
    return { ...empty, outcome: 'unknown', reason: `what it found is suppressed, and ${reason}`, passed: 0 }
  if (result.passed > 0) return { ...empty, outcome: 'pass' }
  return { ...empty, outcome: 'not-applicable', reason: 'everything it found is suppressed' }
}

function worstOf(findings: readonly Finding[], otherwise: Severity): Severity {
  return SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? otherwise
}

function toSuppressed(finding: Finding, { reason, until, owner, file, line }: Suppression): SuppressedFinding {
  return {
    ...finding,
    suppression: { reason, ...(until && { until }), ...(owner && { owner }), file, ...(line && { line }) },
  }
}
