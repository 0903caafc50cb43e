import type { LiveRequest } from '../gather/live/live-request.ts'
import { noSource } from '../gather/project/no-source.ts'
import type { ProjectReader } from '../gather/project/project-reader.ts'
import type { RuleResult } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { auditLive, type LiveOptions } from '../audit-live.ts'

export interface RunningVerdict {
  report: Report
  /** What a rule says. */
  of: (rule: string) => RuleResult
}

/** What every rule says of a running system, without source unless a reader is given. */
export async function outcomesOf(
  request: Partial<LiveRequest>,
  reader: ProjectReader = noSource('example'),
  options: LiveOptions = {},
): Promise<RunningVerdict> {
  const report = await auditLive(reader, { active: false, timeoutMs: 60_000, ...request }, options)
  return {
    report,
    of: (rule) => {
      const result = report.results.find((candidate) => candidate.rule === rule)
      if (!result) throw new Error(`there is no rule ${rule}`)
      return result
    },
  }
}
