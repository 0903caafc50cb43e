import type { Kind } from './kind.ts'
import type { Status } from './status.ts'

/** The period in which a check is not healthy. One object for the whole period; each event carries its newest, frozen copy. */
export interface Incident {
  /** Unique and sortable: `<check>@<milliseconds since 1970, base 36>`. */
  id: string
  check: string
  kind: Kind
  /** Now; `healthy` once it is resolved. */
  status: Status
  /** The worst it ever was. */
  worst: Status
  openedAt: number
  resolvedAt?: number
  /** Of the result that opened or last changed it. */
  message?: string
  value?: number | string | boolean
  unit?: string
  recommendation?: string
  /** A check of `dependsOn`, direct or not, that was not healthy when this was opened: it explains this incident. */
  causedBy?: string
}
