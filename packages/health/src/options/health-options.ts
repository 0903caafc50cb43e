import type { HealthCheck, CheckOptions } from '../check.ts'
import type { Clock } from '../model/clock.ts'
import type { ServiceInfo } from '../model/health-snapshot.ts'
import type { HistoryStore } from '../history/history-store.ts'
import type { Notifier } from '../alerts/notifier.ts'
import type { AlertOptions } from './alert-options.ts'
import type { AccessOptions } from '../http/access.ts'

/** What applies to every check that says nothing else. */
export type CheckDefaults = Pick<CheckOptions, 'interval' | 'timeout' | 'maxAge' | 'failAfter' | 'recoverAfter'>

export interface HealthOptions {
  /** Left out: name and version of the nearest package.json are not guessed; the name is `service`. */
  service?: ServiceInfo
  /** Left out: `{ interval: '10s', timeout: '1s', failAfter: 3, recoverAfter: 2 }`. */
  defaults?: CheckDefaults
  checks?: readonly HealthCheck[]
  /** Start of every path but `/livez` and `/readyz`; `/health` by default. */
  prefix?: string
  /** Who sees details and who may start and stop monitoring. Left out: details on loopback only, nobody starts or stops. */
  access?: AccessOptions
  /** Where results and incidents are kept; a ring of the last 1,000 results in memory by default, `false` for none. */
  history?: HistoryStore | false
  /** Where alerts are sent, besides `health.onAlert`. */
  notifiers?: readonly Notifier[]
  /** Which alerts go to whom and when: routes, groups, reminders, escalation, silences, maintenance. */
  alerts?: AlertOptions
  /** Runs of `monitor` checks at the same time; 50 by default. */
  maxConcurrent?: number
  /** `false`: checks run only after `health.start()`. */
  autoStart?: boolean
  /** For tests. */
  clock?: Clock
  /** For tests; from 0 up to, but without, 1. */
  random?: () => number
}
