import { sharedCheck, type CheckParts, type HealthCheck, type SharedCheckOptions } from '../../check.ts'
import { readCheckLimit } from '../../options/read-check-limit.ts'
import type { Duration } from '../../units/duration.ts'

export interface RemoteOptions extends SharedCheckOptions {
  /** A run that takes this long is a warning. */
  warnAbove?: Duration
}

/** A shared check whose time has a limit. */
export function remoteCheck(path: string, parts: CheckParts<RemoteOptions>): HealthCheck {
  const limit = readCheckLimit('responseTime', parts.options.warnAbove, `${path}.warnAbove`)
  return sharedCheck({ ...parts, thresholds: { ...limit, ...parts.thresholds } })
}
