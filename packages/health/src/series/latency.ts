/** Upper bounds in milliseconds: from what a cache answers in to what a timeout is. */
export const LATENCY_BOUNDS_MS: readonly number[] = [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]

/** Hundredths of a millisecond are kept; the rest is noise of the clock. */
export function roundDuration(ms: number): number {
  return Math.round(ms * 100) / 100
}

/** The counter that a duration belongs to. */
export function latencyIndex(durationMs: number): number {
  const index = LATENCY_BOUNDS_MS.findIndex((bound) => roundDuration(durationMs) <= bound)
  return index === -1 ? LATENCY_BOUNDS_MS.length : index
}

/**
 * The duration that a share of the results did not exceed, as exactly as the bounds allow; undefined without results.
 *
 * @example
 * latencyQuantile(point.latency, 0.95)
 */
export function latencyQuantile(latency: readonly number[], share: number): number | undefined {
  const total = latency.reduce((sum, count) => sum + count, 0)
  if (total === 0) return undefined
  let below = 0
  for (const [index, count] of latency.entries()) {
    if (count > 0 && below + count >= share * total) {
      const low = LATENCY_BOUNDS_MS[index - 1] ?? 0
      const high = LATENCY_BOUNDS_MS[index] ?? low
      return low + (high - low) * ((share * total - below) / count)
    }
    below += count
  }
  return LATENCY_BOUNDS_MS.at(-1)
}
