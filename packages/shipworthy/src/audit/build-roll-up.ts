import type { ProjectFacts } from './facts/project-facts.ts'
import type { RollUp, ServiceReport } from './model/roll-up.ts'
import { worstGates } from './score/worst-gates.ts'
import { mergeResults } from './model/merge-results.ts'
import { settleSuppressions } from './suppress/settle-suppressions.ts'
import { shrinkBaseline } from './suppress/shrink-baseline.ts'
import type { AuditOptions } from './run-audit.ts'

/** Puts the reports of services under one verdict. */
export function buildRollUp(
  services: readonly ServiceReport[],
  facts: ProjectFacts,
  { baseline }: AuditOptions,
  durationMs: number,
): RollUp {
  const reports = services.map(({ report }) => report)
  const settled = settleSuppressions(reports)
  const { tool, date } = reports[0]!
  const merged = mergeResults(reports)
  const known = merged.flatMap(({ findings }) => findings)
  const isKnown = known.filter(({ baselined }) => baselined).length
  return {
    version: 1,
    kind: 'roll-up',
    tool,
    target: {
      name: facts.name,
      files: facts.files.length,
      sources: facts.sources.paths.length,
      lines: facts.sources.parsed().reduce((sum, { lineStarts }) => sum + lineStarts.length, 0),
    },
    date,
    durationMs,
    gates: worstGates(services),
    ...(baseline && {
      baseline: {
        known: isKnown,
        new: known.length - isKnown,
        gone: shrinkBaseline(baseline, merged).removed.length,
      },
    }),
    services: services.map((service, index) => ({
      ...service,
      report: {
        ...service.report,
        suppressions: settled[index]!,
        // What another service found is not gone.
        ...(service.report.baseline && { baseline: { ...service.report.baseline, gone: 0 } }),
      },
    })),
  }
}
