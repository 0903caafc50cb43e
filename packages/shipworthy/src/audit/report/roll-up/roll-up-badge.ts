import type { RollUp } from '../../model/roll-up.ts'
import { renderBadge } from '../badge.ts'
import { digestRollUp } from './digest-roll-up.ts'

/**
 * The badge of the service that does worst: what one of them cannot carry, the project does not.
 *
 * @example
 * writeFileSync('shipworthy.svg', renderRollUpBadge(rollUp))
 */
export function renderRollUpBadge(rollUp: RollUp): string {
  return renderBadge(digestRollUp(rollUp).worst.digest.report)
}
