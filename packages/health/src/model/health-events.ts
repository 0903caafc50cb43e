import type { CheckResult } from './check-result.ts'
import type { Incident } from './incident.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Kind } from './kind.ts'
import type { Status } from './status.ts'

/** The edge between two debounced statuses. */
export interface Transition {
  check: string
  kind: Kind
  from: Status
  to: Status
  /** Milliseconds since 1970. */
  at: number
  /** `result`: debounced results said so. `expired`: there was no result for `maxAge`. */
  reason: 'result' | 'expired'
  /** The incident it belongs to; absent for the first healthy result. */
  incident?: string
  message?: string
}

export interface IncidentEvent {
  type: 'opened' | 'changed' | 'resolved'
  at: number
  incident: Incident
}

export interface LifecycleEvent {
  from: Lifecycle
  to: Lifecycle
  at: number
}

/** A fault of the monitoring itself. It changes no status. */
export interface SelfEvent {
  /** `self:storage`, `self:event-loop`, `self:subscriber`, … */
  name: `self:${string}`
  status: Status
  at: number
  message: string
  metadata?: Readonly<Record<string, string | number | boolean | null>>
}

/** What can be subscribed to with `health.on(name, listener)`. */
export interface HealthEvents {
  result: CheckResult
  transition: Transition
  incident: IncidentEvent
  lifecycle: LifecycleEvent
  self: SelfEvent
}

export type HealthEventName = keyof HealthEvents
