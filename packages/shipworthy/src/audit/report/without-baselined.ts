import type { Finding } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'

/** A report without the findings that the baseline knows, for formats whose readers take each for something new. */
export function withoutBaselined(report: Report): Report {
  return {
    ...report,
    results: report.results.map((result) => ({ ...result, findings: result.findings.filter(isNew) })),
  }
}

function isNew(finding: Finding & { baselined?: true }): boolean {
  return finding.baselined !== true
}
