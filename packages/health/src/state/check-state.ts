import type { CheckResult, CheckRun } from '../model/check-result.ts'
import type { CheckSettings } from '../model/check-settings.ts'
import type { Status } from '../model/status.ts'
import { debounce, NO_STREAKS, type Streaks } from './debounce.ts'
import { judgeRun, type Levels } from './judge-run.ts'

/** What is remembered of a check between runs. */
export interface CheckState {
  readonly status: Status
  /** Milliseconds since 1970. */
  readonly since: number
  /** A result stands behind the status. Without one (before the first, after expiry) the next result counts at once. */
  readonly settled: boolean
  readonly streaks: Streaks
  readonly levels: Levels
  readonly result?: CheckResult
  /** On the monotonic clock. */
  readonly expiresAtMonotonicMs?: number
  readonly consecutiveFailures: number
  readonly transitions: number
  /** Was healthy once; what startup checks wait for. */
  readonly passedOnce: boolean
}

export function initialState(now: number): CheckState {
  return {
    status: 'unknown',
    since: now,
    settled: false,
    streaks: NO_STREAKS,
    levels: {},
    consecutiveFailures: 0,
    transitions: 0,
    passedOnce: false,
  }
}

/** The state after one more run. `now` is in milliseconds since 1970. */
export function afterRun(
  state: CheckState,
  run: CheckRun,
  settings: CheckSettings,
  now: number,
): CheckState & { result: CheckResult } {
  const { status: judged, levels, message, failed } = judgeRun(run, settings, state.levels)
  const { endedAtMonotonicMs, message: _, ...rest } = run
  const result = Object.freeze({
    ...rest,
    status: judged,
    ...(message !== undefined && { message }),
    ...(failed && { failed }),
  })
  // A startup check asks whether something has happened at all: nothing there can flap, and once it has, it does not get old.
  const isStartup = settings.kind === 'startup'
  const limits = state.settled && !isStartup ? settings : { failAfter: 1, recoverAfter: 1 }
  const { status, streaks } = debounce(state.status, state.streaks, judged, limits)
  const isChanged = status !== state.status
  return {
    status,
    since: isChanged ? now : state.since,
    settled: true,
    streaks,
    levels,
    result,
    ...(!(isStartup && judged === 'healthy') && { expiresAtMonotonicMs: endedAtMonotonicMs + settings.maxAgeMs }),
    consecutiveFailures: judged === 'healthy' ? 0 : state.consecutiveFailures + 1,
    transitions: state.transitions + (isChanged ? 1 : 0),
    passedOnce: state.passedOnce || judged === 'healthy',
  }
}

/** The state once its last result is too old to be believed. */
export function afterExpiry(state: CheckState, now: number): CheckState {
  const { expiresAtMonotonicMs: _, ...rest } = state
  const isChanged = state.status !== 'unknown'
  return {
    ...rest,
    status: 'unknown',
    since: isChanged ? now : state.since,
    settled: false,
    streaks: NO_STREAKS,
    levels: {},
    transitions: state.transitions + (isChanged ? 1 : 0),
  }
}
