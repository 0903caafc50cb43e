import type { CheckResult } from './check-result.ts'
import type { Kind, Scope } from './kind.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Status } from './status.ts'

/** Who is speaking. */
export interface ServiceInfo {
  name: string
  version?: string
  /** Commit or build number. */
  release?: string
  /** ISO 8601. */
  builtAt?: string
}

export interface CheckSnapshot {
  name: string
  kind: Kind
  scope: Scope
  onFail: 'warning' | 'critical'
  /** Debounced. */
  status: Status
  /** Milliseconds since 1970: when `status` became what it is. */
  since: number
  /** When `result` becomes too old to be believed, in milliseconds since 1970; absent without a result. */
  expiresAt?: number
  consecutiveFailures: number
  transitions: number
  /** The id of the incident that is open. */
  incident?: string
  dependsOn: readonly string[]
  /** An unhealthy check of `dependsOn`, direct or not. */
  causedBy?: string
  recommendation?: string
  /** The last run; absent before the first. */
  result?: CheckResult
}

/** Everything that is known at one moment. Deeply frozen: whoever gets it cannot change what others see. */
export interface HealthSnapshot {
  /** Grows by one with every change. */
  revision: number
  service: Readonly<ServiceInfo>
  lifecycle: Lifecycle
  /** The worst status of all checks. */
  status: Status
  /** 0 to 100: the mean of healthy 1, warning 0.6, unknown 0.3, critical 0. */
  score: number
  /** No liveness check is critical. */
  live: boolean
  /** Gets traffic: lifecycle `ready`, started, and no readiness check that counts is critical or unknown. */
  ready: boolean
  /** Left `starting`, and every startup check was healthy once. */
  started: boolean
  /** Whether scheduled monitoring runs. */
  monitoring: boolean
  checks: readonly CheckSnapshot[]
  /** One for each check that is not healthy, worst first. */
  recommendations: readonly string[]
}
