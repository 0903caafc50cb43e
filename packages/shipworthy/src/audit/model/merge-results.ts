import type { Finding, Outcome, RuleResult } from './outcome.ts'
import type { Report } from './report.ts'

/** What says most about a rule over several services, first. */
const WORST_FIRST: readonly Outcome[] = ['fail', 'error', 'unknown', 'pass', 'not-applicable']

/**
 * One result for each rule from those of several services: the worst outcome, and every finding once, though a file that
 * services share was judged for each of them.
 */
export function mergeResults(reports: readonly Pick<Report, 'results'>[]): RuleResult[] {
  const byRule = new Map<string, RuleResult[]>()
  for (const result of reports.flatMap(({ results }) => results))
    byRule.set(result.rule, [...(byRule.get(result.rule) ?? []), result])
  return [...byRule.values()].map(mergeRule)
}

function mergeRule(results: readonly RuleResult[]): RuleResult {
  const worst = WORST_FIRST.map((outcome) => results.find((result) => result.outcome === outcome)).find(
    (result) => result !== undefined,
  )!
  const suppressed = unique(results.flatMap((result) => result.suppressed ?? []))
  const findings = unique(results.flatMap((result) => result.findings))
  return {
    ...worst,
    severity: gravest(results.filter(({ outcome }) => outcome === worst.outcome)),
    findings,
    points: Math.max(...results.map(({ points }) => points)),
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    ...(suppressed.length > 0 && { suppressed }),
  }
}

function unique<Found extends Finding>(findings: readonly Found[]): Found[] {
  return [...new Map(findings.toReversed().map((finding) => [finding.fingerprint, finding])).values()].toReversed()
}

function gravest(results: readonly RuleResult[]): RuleResult['severity'] {
  const severities = results.map(({ severity }) => severity)
  return (['critical', 'warning', 'info'] as const).find((severity) => severities.includes(severity))!
}
