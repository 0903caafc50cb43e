import type { AuditResult } from '../../audit/model/roll-up.ts'
import { exitCodeOf } from './exit-code.ts'

/** Why the process fails, in one line; not said again when the report on the screen says it. */
export function describeFailure(result: AuditResult, isShown: boolean): string | undefined {
  if (exitCodeOf(result) === 0) return undefined
  const failed = result.gates.filter(({ passed }) => !passed)
  const silent = 'services' in result ? undefined : result.live?.targets.find(({ state }) => state === 'silent')
  if (failed.length === 0 && silent) return `incomplete: ${silent.name} gave nothing (${silent.reason})`
  if (failed.length === 0) return 'incomplete: of the rules that apply none could be verified'
  if (isShown) return undefined
  const details = failed.map(({ name, detail }) => `${name} (${detail})`)
  return `${details.length === 1 ? 'a gate' : `${details.length} gates`} failed: ${details.join(', ')}`
}
