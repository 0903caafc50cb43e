import type { MetricSample } from './metric-family.ts'

/** Upper bounds in seconds; from what a cache answers in to what a timeout is. */
const BOUNDS_S: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export interface Histogram {
  /** Observations up to each bound, not cumulative; the last is for those beyond all. */
  counts: number[]
  sum: number
}

export function createHistogram(): Histogram {
  return { counts: Array.from({ length: BOUNDS_S.length + 1 }, () => 0), sum: 0 }
}

export function observe(histogram: Histogram, seconds: number): void {
  const index = BOUNDS_S.findIndex((bound) => seconds <= bound)
  histogram.counts[index === -1 ? BOUNDS_S.length : index]!++
  histogram.sum += seconds
}

/** Cumulative buckets, sum and count, as Prometheus wants them. */
export function histogramSamples({ counts, sum }: Histogram, labels: Readonly<Record<string, string>>): MetricSample[] {
  let total = 0
  const buckets = counts.map((count, index): MetricSample => {
    total += count
    const le = index < BOUNDS_S.length ? floatText(BOUNDS_S[index]!) : '+Inf'
    return { suffix: '_bucket', labels: { ...labels, le }, value: total }
  })
  return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: total }]
}

/** OpenMetrics wants bounds to be floats: `1.0`, not `1`. */
function floatText(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound)
}
