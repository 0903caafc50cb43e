import type { ServiceInfo } from './health-snapshot.ts'
import type { Incident } from './incident.ts'
import type { Status } from './status.ts'

/**
 * Why something is told.
 *
 * - `fired`: for the first time in this episode.
 * - `joined`: further checks are in the same group.
 * - `worse`: from warning to critical, for example.
 * - `flapping`: it comes and goes; its end is told once it has been quiet for some time.
 * - `reminder`, `escalated`: it is still there, and nobody has acknowledged it.
 * - `acknowledged`: somebody has; told only to notifiers that ask for it.
 * - `resolved`: it is over.
 * - `test`: `health.testAlert()`.
 */
export type AlertReason =
  | 'fired'
  | 'joined'
  | 'worse'
  | 'flapping'
  | 'reminder'
  | 'escalated'
  | 'acknowledged'
  | 'resolved'
  | 'test'

export interface Acknowledgement {
  /** Milliseconds since 1970. */
  at: number
  by?: string
  comment?: string
}

/** A notice about an incident, or about several that belong together. Frozen. */
export interface Alert {
  /** The same for everything that is said about one episode. */
  id: string
  /** The same whenever the same thing is wrong: service and check, or service and group. */
  fingerprint: string
  state: 'firing' | 'acknowledged' | 'resolved'
  reason: AlertReason
  /** Now; `healthy` once resolved. */
  status: Status
  /** One line: `orders: postgres is critical: connect ECONNREFUSED`. */
  summary: string
  service: Readonly<ServiceInfo>
  /** Those that this notifier is told of. */
  incidents: readonly Incident[]
  /** Those of the checks, as far as they are the same for all incidents. */
  labels: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  firedAt: number
  resolvedAt?: number
  acknowledged?: Acknowledgement
  flapping?: true
}
