import type { CheckOutcome, Measurement } from './check-outcome.ts'
import type { Kind } from './kind.ts'

/** Why a run has no verdict of its own. */
export type Fault = 'threw' | 'timeout' | 'invalid'

/** One finished run, contained: texts are short and scrubbed, numbers are finite. Not judged yet. */
export interface CheckRun extends CheckOutcome {
  check: string
  kind: Kind
  measurements: readonly Measurement[]
  /** Milliseconds since 1970. */
  startedAt: number
  /** On the monotonic clock. */
  endedAtMonotonicMs: number
  durationMs: number
  fault?: Fault
}

/** A run and what it means by itself, before debouncing. Frozen; this is what history keeps. */
export interface CheckResult extends Omit<CheckRun, 'endedAtMonotonicMs'> {
  status: NonNullable<CheckOutcome['status']>
  /** It was critical before `onFail` softened it. */
  failed?: true
}
