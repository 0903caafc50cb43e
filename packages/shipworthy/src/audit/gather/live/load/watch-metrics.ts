import { setTimeout as wait } from 'node:timers/promises'
import type { MetricSample } from '../../../facts/live/load-facts.ts'
import { takeSample, type MetricsTarget } from '../metrics/take-sample.ts'

const EVERY_MS = 1_000

/** Takes a sample once a second while something runs, and drops the first: what came before is in it. */
export async function watchMetrics<T>(
  target: MetricsTarget | undefined,
  signal: AbortSignal,
  during: () => Promise<T>,
): Promise<{ result: T; samples: MetricSample[] }> {
  const samples: MetricSample[] = []
  const over = new AbortController()
  const watching = (async () => {
    if (target) await takeSample(target, signal)
    while (target && !over.signal.aborted) {
      await wait(EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined)
      const sample = over.signal.aborted ? undefined : await takeSample(target, signal)
      if (sample) samples.push(sample)
    }
  })()
  try {
    return { result: await during(), samples }
  } finally {
    over.abort()
    await watching
  }
}
