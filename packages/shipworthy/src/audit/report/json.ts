import type { Report } from '../model/report.ts'
import { cleanReport } from './clean-report.ts'

/**
 * The report as JSON: every field of the model, described by `schema/report.schema.json`. `version` rises when a reader of
 * the present form could no longer read it. Texts are made safe as in every other format, so that it can be printed.
 *
 * @example
 * writeFileSync('shipworthy.json', renderJson(report))
 */
export function renderJson(report: Report): string {
  return `${JSON.stringify(cleanReport(report), null, 2)}\n`
}
