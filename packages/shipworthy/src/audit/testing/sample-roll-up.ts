import type { Report } from '../model/report.ts'
import type { RollUp } from '../model/roll-up.ts'
import { worstGates } from '../score/worst-gates.ts'
import { sampleReport } from './sample-report.ts'

/** Two services that found the same in what they share; what has no place is told apart by its identity. */
export function sampleRollUp(): RollUp {
  const api = sampleReport({ gates: { minScore: 40 } })
  const web = sampleReport({ gates: { failOn: 'never', minScore: 40 } })
  const services = [
    { name: 'api', directory: 'apps/api', report: reportOf(api, 'api') },
    { name: 'web', directory: 'apps/web', report: reportOf(web, 'web') },
  ]
  return {
    version: 1,
    kind: 'roll-up',
    tool: api.tool,
    target: { ...api.target, name: 'harbour' },
    date: api.date,
    durationMs: 2_100,
    gates: worstGates(services),
    services,
  }
}

/** As an audit does it: a place has one identity, and a finding without a place that of its service. */
function reportOf(report: Report, name: string): Report {
  return {
    ...report,
    target: { ...report.target, name },
    results: report.results.map((result) => ({
      ...result,
      findings: result.findings.map((finding, index) => ({
        ...finding,
        fingerprint: `${result.rule} ${index}${finding.file === undefined ? ` in ${name}` : ''}`,
      })),
    })),
  }
}
