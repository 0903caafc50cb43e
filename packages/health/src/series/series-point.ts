/** One step of a series: what the results in it amount to. */
export interface SeriesPoint {
  /** Start of the step, in milliseconds since 1970; steps begin at multiples of their length. */
  at: number
  count: number
  /** Results that were healthy. */
  ok: number
  /** Results that were healthy, or a warning that is not a failure softened by `onFail`. */
  up: number
  /** Of `value`, where it is a number; otherwise of the duration in ms. */
  sum: number
  min: number
  max: number
  /** Results by duration: as many as took up to each of `LATENCY_BOUNDS_MS`, and last those that took longer. */
  latency: readonly number[]
}
