import type { MetricSample } from './metric-family.ts'

/** Upper bounds in seconds: from a look into memory to what takes as long as it may. */
export const LATENCY_BOUNDS_S = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30] as const

export interface LatencyHistogram {
  observe: (milliseconds: number) => void
  /** Observations up to each bound, then all. */
  readonly buckets: readonly number[]
  readonly sumS: number
}

export function createLatencyHistogram(): LatencyHistogram {
  const counts: number[] = Array.from({ length: LATENCY_BOUNDS_S.length + 1 }, () => 0)
  let sumS = 0
  return {
    observe(milliseconds) {
      const seconds = milliseconds / 1000
      sumS += seconds
      let at = 0
      while (at < LATENCY_BOUNDS_S.length && seconds > LATENCY_BOUNDS_S[at]!) at++
      counts[at]!++
    },
    get buckets() {
      let sum = 0
      return counts.map((count) => (sum += count))
    },
    get sumS() {
      return sumS
    },
  }
}

/** How many observations there were. */
export function totalOf({ buckets }: LatencyHistogram): number {
  return buckets.at(-1)!
}

/** As Prometheus wants a histogram. */
export function latencySamples(histogram: LatencyHistogram, labels: Readonly<Record<string, string>>): MetricSample[] {
  const { buckets, sumS } = histogram
  const bounds = [...LATENCY_BOUNDS_S.map(floatText), '+Inf']
  return [
    ...bounds.map((le, at) => ({ suffix: '_bucket' as const, labels: { ...labels, le }, value: buckets[at]! })),
    { suffix: '_sum', labels, value: sumS },
    { suffix: '_count', labels, value: totalOf(histogram) },
  ]
}

/** OpenMetrics wants bounds to be floats: `1.0`, not `1`. */
function floatText(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound)
}
