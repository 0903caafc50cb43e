import type { RollUp } from '../../model/roll-up.ts'
import { cleanReport } from '../clean-report.ts'

/**
 * A roll-up as JSON, described by `schema/roll-up.schema.json`: `kind` tells it from a report, and each of `services` holds
 * the report of one.
 *
 * @example
 * writeFileSync('shipworthy.json', renderRollUpJson(rollUp))
 */
export function renderRollUpJson(rollUp: RollUp): string {
  return `${JSON.stringify(cleanReport(rollUp), null, 2)}\n`
}
