import type { Report } from '../../packages/shipworthy/src/audit/model/report.ts'
import type { Severity } from '../../packages/shipworthy/src/audit/model/outcome.ts'
import { markdownCell, markdownTable } from '../generate/markdown.ts'
import type { Audited } from './audit-checkout.ts'

const HEAD = [
  'Repository',
  'Commit',
  'Framework',
  'Score',
  'Grade',
  'Verified',
  'Criticals',
  'Warnings',
  'Unknown',
  'Seconds',
]

/** One row for each repository: criticals are findings, warnings and unknowns are rules. */
export function accuracyTable(audits: readonly Audited[]): string {
  return markdownTable(HEAD, audits.map(rowOf))
}

function rowOf({ checkout, commit, seconds, report, failure }: Audited): string[] {
  const start = [checkout.repository, commit]
  const cells = report ? reportCells(report) : [failure ?? 'no report', '', '', '', '', '', '']
  return [...start, ...cells, seconds.toFixed(1)].map(markdownCell)
}

function reportCells(report: Report): string[] {
  const { score, results, profile } = report
  const failed = (severity: Severity) => results.filter((r) => r.outcome === 'fail' && r.severity === severity)
  const criticals = results.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'critical')
  const frameworks = profile.find(({ label }) => label === 'Framework')?.values ?? []
  return [
    frameworks.map(({ text }) => text).join(', '),
    String(score.value),
    score.grade,
    `${Math.floor(score.coverage * 100)} %`,
    String(criticals.length),
    String(failed('warning').length),
    String(results.filter(({ outcome }) => outcome === 'unknown' || outcome === 'error').length),
  ]
}
