/**
 * The latencies of a round as those would have seen them who come at a steady pace. A sender that waits for an answer
 * before it asks again does not send while the service is slow, and so leaves out the worst (coordinated omission). For
 * an answer that took several intervals those that would have waited meanwhile are added, as HdrHistogram does
 * (`recordValueWithExpectedInterval`).
 *
 * @param intervalMs How often one connection asks when the service is not slow.
 */
export function correctedLatencies(latenciesMs: readonly number[], intervalMs: number): Float64Array {
  const all: number[] = []
  for (const latencyMs of latenciesMs) {
    all.push(latencyMs)
    if (intervalMs <= 0) continue
    for (let missingMs = latencyMs - intervalMs; missingMs >= intervalMs; missingMs -= intervalMs) all.push(missingMs)
  }
  return Float64Array.from(all).toSorted()
}

/** @param sorted In rising order. @param share 0–1 */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted.at(Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)) ?? 0
}

export function average(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
