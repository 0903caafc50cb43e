import type { ServiceInfo } from '../../model/health-snapshot.ts'
import type { AlertPolicy } from './alert-policy.ts'

/** The moment in which a step is taken, and by whom. */
export interface AlertContext {
  /** Milliseconds on a clock that never jumps, for everything that waits. */
  at: number
  /** Milliseconds since 1970, for people, silences and maintenance. */
  wall: number
  /** This monitor. */
  me: string
  service: Readonly<ServiceInfo>
  policy: AlertPolicy
  /** Whom alerts go to that no route is asked about. */
  always: readonly string[]
  /** Notifiers there are. */
  notifiers: readonly string[]
  /** Those that want to know of acknowledgements. */
  acknowledging: readonly string[]
  /** Whether another monitor still beats; told by its heart, not by comparing clocks of two machines. */
  isAlive: (instance: string) => boolean
  /** Whether this monitor has a check of that name. */
  watches: (check: string) => boolean
}
