import type { AlertMatch } from '../../model/alert-match.ts'

export interface RoutePolicy {
  name: string
  match: AlertMatch
  notify: readonly string[]
  /** Routes after this one are not looked at. */
  isFinal: boolean
}

export interface EscalationPolicy {
  match: AlertMatch
  afterMs: number
  notify: readonly string[]
}

/** A time of the week, or of the month, on the clocks of a time zone. */
export interface RecurringWindow {
  name: string
  match: AlertMatch
  timeZone: string
  /** 0 is Sunday; left out: every day. */
  days?: readonly number[]
  daysOfMonth?: readonly number[]
  hour: number
  minute: number
  durationMs: number
}

/** Once; in milliseconds since 1970. */
export interface PlannedWindow {
  name: string
  match: AlertMatch
  from: number
  to: number
}

export type MaintenanceWindow = PlannedWindow | RecurringWindow

/** Which alerts are told to whom, and when; every default is filled in. */
export interface AlertPolicy {
  routes: readonly RoutePolicy[]
  groupBy: readonly string[]
  groupWaitMs: number
  groupIntervalMs: number
  reminders: { firstMs: number; factor: number; maxMs: number } | undefined
  escalation: readonly EscalationPolicy[]
  maintenance: readonly MaintenanceWindow[]
  /** Silences of the configuration; those of `health.silence` are in the book. */
  silences: readonly PlannedWindow[]
  flapping: { after: number; withinMs: number; quietMs: number; holdMs: number }
  delivery: { timeoutMs: number; firstRetryMs: number; maxRetryMs: number; giveUpMs: number }
  /** A monitor that has not been heard of for that long is gone; another one takes over what it had to do. */
  leaseMs: number
}
