import type { Report } from '../../audit/model/report.ts'
import { isRollUp, type AuditResult } from '../../audit/model/roll-up.ts'

/**
 * What the process ends with: 1 when a gate stops the deploy, 3 when there is too little to judge by, else 0. A gate that
 * failed outweighs what is missing: it is a verdict. Of several services the worst decides.
 */
export function exitCodeOf(result: AuditResult): 0 | 1 | 3 {
  const codes = isRollUp(result) ? result.services.map(({ report }) => codeOf(report)) : [codeOf(result)]
  return codes.includes(1) ? 1 : codes.includes(3) ? 3 : 0
}

function codeOf({ gates, results, live }: Report): 0 | 1 | 3 {
  const failed = gates.filter(({ passed }) => !passed)
  if (failed.some(({ name }) => !name.startsWith('min-coverage '))) return 1
  if (failed.length > 0) return 3
  if (live?.targets.some(({ state }) => state === 'silent')) return 3
  const has = (...outcomes: string[]): boolean => results.some(({ outcome }) => outcomes.includes(outcome))
  return has('unknown', 'error') && !has('pass', 'fail') ? 3 : 0
}
