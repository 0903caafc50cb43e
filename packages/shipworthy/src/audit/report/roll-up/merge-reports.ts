import { mergeResults } from '../../model/merge-results.ts'
import type { Finding, RuleResult } from '../../model/outcome.ts'
import type { Report } from '../../model/report.ts'
import type { RollUp, ServiceReport } from '../../model/roll-up.ts'

/**
 * A roll-up as one report, for formats whose readers want a list of places: each finding once, and what has no place of its
 * own at the package.json of its service.
 */
export function mergeReports({ services, ...rollUp }: RollUp): Report {
  const [first] = services
  return {
    ...first!.report,
    target: rollUp.target,
    durationMs: rollUp.durationMs,
    gates: rollUp.gates,
    results: mergeResults(services.map(withPlaces)),
    rules: Object.assign({}, ...services.map(({ report }) => report.rules)) as Report['rules'],
  }
}

function withPlaces({ directory, report }: ServiceReport): { results: RuleResult[] } {
  const manifest = directory === '.' ? 'package.json' : `${directory}/package.json`
  const withPlace = (finding: Finding): Finding =>
    finding.evidence.some(({ file }) => file !== undefined) ? finding : { ...finding, file: manifest, line: 1 }
  return { results: report.results.map((result) => ({ ...result, findings: result.findings.map(withPlace) })) }
}
