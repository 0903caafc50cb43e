import type { CheckRun } from '../model/check-result.ts'
import type { CheckSettings } from '../model/check-settings.ts'
import type { Status } from '../model/status.ts'

/** Settings of a check with the usual defaults. */
export function makeSettings(more: Partial<CheckSettings> = {}): CheckSettings {
  return {
    name: 'database',
    kind: 'readiness',
    scope: 'shared',
    onFail: 'critical',
    intervalMs: 10_000,
    timeoutMs: 1_000,
    maxAgeMs: 31_000,
    failAfter: 3,
    recoverAfter: 2,
    dependsOn: [],
    thresholds: {},
    recommendation: undefined,
    labels: {},
    ...more,
  }
}

/** A finished run that ended at `monotonicMs`. */
export function makeRun(status: Status | undefined, monotonicMs: number, more: Partial<CheckRun> = {}): CheckRun {
  return {
    check: 'database',
    kind: 'readiness',
    ...(status && { status }),
    measurements: [],
    startedAt: 1_000_000 + monotonicMs,
    endedAtMonotonicMs: monotonicMs,
    durationMs: 5,
    ...more,
  }
}
