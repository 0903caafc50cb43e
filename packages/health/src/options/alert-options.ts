import type { AlertMatch } from '../model/alert-match.ts'
import type { Duration } from '../units/duration.ts'

export interface AlertRoute extends AlertMatch {
  /** For `health.testAlert(name)`. */
  name?: string
  /** Names of notifiers. */
  notify: readonly string[]
  /** Routes after this one are not looked at for what matches it. */
  final?: boolean
}

export interface EscalationStep extends AlertMatch {
  /** Since the alert fired, unless somebody has acknowledged it. */
  after: Duration
  notify: readonly string[]
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** A time in which nothing is told. Once (`from`, `to`) or again and again (`at`, `for`). */
export type Maintenance = AlertMatch & {
  name?: string
  /** IANA name, such as `Europe/Berlin`; `UTC` by default. */
  timeZone?: string
} & (
    | {
        /** On the clocks of the time zone: `2026-11-29T02:00`. */
        from: string
        to: string
      }
    | {
        /** On the clocks of the time zone: `02:00`. */
        at: string
        for: Duration
        /** Every day by default. */
        days?: readonly Weekday[]
        daysOfMonth?: readonly number[]
      }
  )

export interface SilenceOptions extends AlertMatch {
  for: Duration
  by?: string
  comment?: string
}

export interface AlertOptions {
  /** Left out: every alert goes to every notifier. An alert that no route matches goes to nobody but `onAlert`. */
  routes?: readonly AlertRoute[]
  /** What alerts in one message have in common: `check` (the default), `kind`, `severity`, or names of labels; `[]`: one message for all. */
  groupBy?: readonly string[]
  /** How long to wait for others of the group; at once by default, `'10s'` with `groupBy`. */
  groupWait?: Duration
  /** Shortest time between messages about further checks of a group; `'5m'` by default. */
  groupInterval?: Duration
  /** While nobody has acknowledged it: after `first`, then later each time. `{ first: '4h', factor: 2, max: '1d' }` by default. */
  reminders?: false | { first?: Duration; factor?: number; max?: Duration }
  escalation?: readonly EscalationStep[]
  /** Silences with an end, in ISO 8601 with an offset: `2026-12-01T00:00Z`. */
  silences?: readonly (AlertMatch & { until: string; comment?: string })[]
  maintenance?: readonly Maintenance[]
  /**
   * `after` failures `within` a time are flapping: the end is told when it has been `quiet`. The end of a failure shorter than
   * twice `hold` is told after `hold`. `{ after: 3, within: '30m', quiet: '15m', hold: '30s' }` by default.
   */
  flapping?: { after?: number; within?: Duration; quiet?: Duration; hold?: Duration }
  /** `{ timeout: '10s', firstRetry: '5s', maxRetry: '5m', giveUp: '1d' }` by default. */
  delivery?: { timeout?: Duration; firstRetry?: Duration; maxRetry?: Duration; giveUp?: Duration }
  /** How long a monitor that shares the store may be silent before another takes over; `'30s'` by default. */
  lease?: Duration
}
