/**
 * Limits of one number. At `warning` or beyond it is a warning, at `critical` or beyond critical; once it was either, it is
 * healthy again only when it is better than `clear`, so that a value that dances on the limit does not flap.
 */
export interface Threshold {
  warning?: number
  critical?: number
  clear?: number
  /** `above` (the default): high is bad. `below`: low is bad. */
  when?: 'above' | 'below'
  /** How long the value must have been beyond the limit before it counts; at once by default. */
  warningForMs?: number
  criticalForMs?: number
}

/** Limits by the name of the number: `value` for the result's own, `responseTime` for the duration in ms, or a measurement. */
export type Thresholds = Readonly<Record<string, Threshold>>
