import { isRollUp, type AuditResult } from '../../audit/model/roll-up.ts'
import { renderReport, type Rendering } from './render-report.ts'

/** What an audit gave, in a format. */
export async function renderResult(result: AuditResult, rendering: Rendering): Promise<string> {
  if (!isRollUp(result)) return renderReport(result, rendering)
  const { renderRollUp } = await import('./render-roll-up.ts')
  return renderRollUp(result, rendering)
}
