import type { RuleResult, Severity } from '../model/outcome.ts'
import type { Gate, Report } from '../model/report.ts'
import { cleanReport } from './clean-report.ts'

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info']

/** A report sorted the way people read it, with every text made safe to show. */
export interface Digest {
  report: Report
  /** Failing rules by their worst finding; those that bring most points first. */
  criticals: RuleResult[]
  warnings: RuleResult[]
  infos: RuleResult[]
  /** What applies and could not be verified, rules that failed to run among them. */
  unknown: RuleResult[]
  passed: RuleResult[]
  notApplicable: RuleResult[]
  /** Rules that were not asked, for want of a source or of a running system. */
  unasked: RuleResult[]
  failedGates: Gate[]
  /** Findings by their own severity. */
  findings: Record<Severity, number>
  /** Without a single verified rule the score says nothing. */
  isRated: boolean
}

export function digestReport(original: Report): Digest {
  const cleaned = cleanReport(original)
  const report = {
    ...cleaned,
    results: cleaned.results.map((result) => ({ ...result, severity: worstSeverity(result) })),
  }
  const withOutcome = (...outcomes: RuleResult['outcome'][]): RuleResult[] =>
    report.results.filter(({ outcome }) => outcomes.includes(outcome))
  const failing = withOutcome('fail').toSorted((a, b) => b.points - a.points)
  const passed = withOutcome('pass')
  const findings = failing.flatMap((result) => result.findings)
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length
  return {
    report,
    criticals: failing.filter(({ severity }) => severity === 'critical'),
    warnings: failing.filter(({ severity }) => severity === 'warning'),
    infos: failing.filter(({ severity }) => severity === 'info'),
    unknown: withOutcome('unknown', 'error'),
    passed,
    notApplicable: withOutcome('not-applicable').filter((result) => !result.unasked),
    unasked: withOutcome('not-applicable').filter((result) => result.unasked),
    failedGates: report.gates.filter((gate) => !gate.passed),
    findings: { critical: count('critical'), warning: count('warning'), info: count('info') },
    isRated: failing.length + passed.length > 0,
  }
}

/** A rule that may be critical need not be so here: what was found decides. */
function worstSeverity({ findings, severity }: RuleResult): Severity {
  const found = findings.map((finding) => finding.severity)
  return SEVERITIES.find((candidate) => found.includes(candidate)) ?? severity
}
