import type { Status } from './status.ts'

export type Scalar = string | number | boolean | null

/** A number that a check measured, beside its own value: `postgres:poolWaiting` is the measurement `poolWaiting`. */
export interface Measurement {
  /** camelCase; stable, since history and metrics are kept under it. */
  name: string
  value: number
  /** `ms`, `bytes`, `percent`, `connections`, … */
  unit?: string
}

/** What a check says of one run. All of it is optional: a check that ends without throwing is healthy. */
export interface CheckOutcome {
  /** Left out: what the thresholds say, or else healthy. */
  status?: Status
  value?: number | string | boolean
  unit?: string
  /** One line for people; secrets are scrubbed from it. */
  message?: string
  metadata?: Readonly<Record<string, Scalar>>
}
