import type { Kind, Scope } from './kind.ts'
import type { Threshold } from './threshold.ts'

/** What is known of a check before it runs; every default is filled in. */
export interface CheckSettings {
  name: string
  kind: Kind
  scope: Scope
  /** The worst that this check can be: `warning` keeps a service ready when a shared dependency fails. */
  onFail: 'warning' | 'critical'
  intervalMs: number
  timeoutMs: number
  /** Results older than this are unknown. */
  maxAgeMs: number
  /** Results in a row before a state gets worse. */
  failAfter: number
  /** Results in a row before a state gets better. */
  recoverAfter: number
  /** Checks whose failure explains a failure of this one: measuring goes on, no alert is created. */
  dependsOn: readonly string[]
  thresholds: Readonly<Record<string, Threshold>>
  /** What to do when it is not healthy. */
  recommendation: string | undefined
  /** For routes, silences and groups of alerts. */
  labels: Readonly<Record<string, string>>
}
