import type { RuleResult } from '../model/outcome.ts'
import type { BaselineSummary } from '../model/report.ts'
import type { Baseline } from './baseline.ts'
import { shrinkBaseline } from './shrink-baseline.ts'

/** Marks the findings that a baseline knows. They stay findings and keep their share of the score. */
export function applyBaseline(
  results: readonly RuleResult[],
  baseline: Baseline,
): { results: RuleResult[]; summary: BaselineSummary } {
  const known = new Set(baseline.findings.map(({ fingerprint }) => fingerprint))
  const marked = results.map((result) => ({
    ...result,
    findings: result.findings.map((finding) =>
      known.has(finding.fingerprint) ? { ...finding, baselined: true as const } : finding,
    ),
  }))
  const all = marked.flatMap(({ findings }) => findings)
  const count = all.filter(({ baselined }) => baselined).length
  const { removed } = shrinkBaseline(baseline, results)
  return { results: marked, summary: { known: count, new: all.length - count, gone: removed.length } }
}
