import type { ServiceInfo } from '../model/health-snapshot.ts'
import type { Incident } from '../model/incident.ts'
import type { Status } from '../model/status.ts'

/** A notice about an incident, or about several that belong together. Frozen. */
export interface Alert {
  /** The same for everything that is said about one episode. */
  id: string
  /** The same whenever the same thing is wrong: service and check. */
  fingerprint: string
  state: 'firing' | 'resolved'
  /** Now; `healthy` once resolved. */
  status: Status
  /** One line: `orders: postgres is critical: connect ECONNREFUSED`. */
  summary: string
  service: Readonly<ServiceInfo>
  incidents: readonly Incident[]
  firedAt: number
  resolvedAt?: number
}

export interface NotifierContext {
  /** Aborts when delivery takes too long. */
  signal: AbortSignal
}

/** Sends alerts somewhere. To throw, or to reject, means not delivered. */
export interface Notifier {
  /** Unique; a label in metrics. Never a URL. */
  readonly name: string
  send(alert: Alert, context: NotifierContext): unknown
}
