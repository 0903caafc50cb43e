import type { Kind } from './kind.ts'
import type { Status } from './status.ts'

/** What an alert must be; everything that is given must hold. */
export interface AlertMatch {
  /** Names of checks; `*` stands for any characters: `'postgres*'`. */
  check?: string | readonly string[]
  kind?: Kind | readonly Kind[]
  /** The status now: `'critical'`, `'warning'` or `'unknown'`. */
  severity?: Status | readonly Status[]
  /** Labels of the check. */
  labels?: Readonly<Record<string, string>>
}
