import type { Gate, Report } from './report.ts'

/** One service of a project with several, and what was found of it. */
export interface ServiceReport {
  /** What people call it. */
  name: string
  /** Folder of its package, `.` for the root. */
  directory: string
  report: Report
}

/** The result of an audit of a project with several services: a report for each, and one verdict. */
export interface RollUp {
  version: 1
  kind: 'roll-up'
  tool: Report['tool']
  target: Report['target']
  /** ISO 8601. */
  date: string
  durationMs: number
  /** Each gate as the service says that does worst by it. */
  gates: Gate[]
  /** How all findings together compare with the baseline, when there is one. */
  baseline?: Report['baseline']
  /** In the order of their folders. */
  services: ServiceReport[]
}

/** What an audit gives: one report, or one for each service. */
export type AuditResult = Report | RollUp

/**
 * Tells a roll-up from the report of one service.
 *
 * @example
 * const result = auditServices('.')
 * const reports = isRollUp(result) ? result.services.map(({ report }) => report) : [result]
 */
export function isRollUp(result: AuditResult): result is RollUp {
  return 'services' in result
}
