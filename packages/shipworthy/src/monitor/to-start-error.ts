import { HealthError } from '@shipworthy/health'
import { ShipworthyError } from '../errors.ts'

/** What the library refuses, as an error of the command line. */
export function toStartError(error: unknown): unknown {
  if (!(error instanceof HealthError)) return error
  return ShipworthyError.of('SW_ERR_MONITOR_START', { reason: error.message, remedy: error.remedy }, error)
}
