const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Steps that divide a minute, an hour or a day, so that roll-ups can answer them. */
const STEPS_MS: readonly number[] = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS]
/** As many points as a chart can show. */
const MAX_POINTS = 500

/** The finest step that shows a range in a few hundred points. */
export function pickStep(rangeMs: number): number {
  return STEPS_MS.find((stepMs) => rangeMs / stepMs <= MAX_POINTS) ?? STEPS_MS.at(-1)!
}
