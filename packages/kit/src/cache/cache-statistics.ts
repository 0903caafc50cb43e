import { createLatencyHistogram, latencySamples, totalOf, type LatencyHistogram } from '../metrics/latency-histogram.ts'
import type { MetricFamily } from '../metrics/metric-family.ts'

/** Where an answer came from: memory, Redis, loading, an old value instead of a failed loading, or nowhere. */
export type CacheResult = 'memory' | 'redis' | 'load' | 'grace' | 'miss' | 'error'

export interface CacheStatistics {
  /** Answers by where they came from. */
  results: Record<CacheResult, number>
  /** Share of answers that were not loaded; 0 without any. */
  hitRatio: number
  /** How often loading began. */
  loads: number
  loadErrors: number
  invalidations: number
  /** Invalidations that Redis has not heard of yet. */
  pendingInvalidations: number
  /** How often memory was emptied because an invalidation may have been missed. */
  resyncs: number
  entries: number
  bytes: number
  evictions: number
  redis: 'none' | 'up' | 'gone'
  redisErrors: number
}

export interface CacheCounts {
  loads: number
  loadErrors: number
  invalidations: number
  resyncs: number
  results: Record<CacheResult, LatencyHistogram>
}

const RESULTS = ['memory', 'redis', 'load', 'grace', 'miss', 'error'] as const

export function createCounts(): CacheCounts {
  const results = Object.fromEntries(RESULTS.map((result) => [result, createLatencyHistogram()]))
  return { loads: 0, loadErrors: 0, invalidations: 0, resyncs: 0, results: results as CacheCounts['results'] }
}

/** How many answers of each kind. */
export function resultsOf({ results }: CacheCounts): Record<CacheResult, number> {
  return Object.fromEntries(RESULTS.map((result) => [result, totalOf(results[result])])) as Record<CacheResult, number>
}

export function hitRatioOf(results: Record<CacheResult, number>): number {
  const hits = results.memory + results.redis + results.grace
  const all = hits + results.load + results.miss + results.error
  return all === 0 ? 0 : hits / all
}

/** For a registry of metrics. */
export function cacheMetrics(name: string, statistics: CacheStatistics, { results }: CacheCounts): MetricFamily[] {
  const labels = { cache: name }
  const one = (metric: string, type: 'gauge' | 'counter', help: string, value: number): MetricFamily => ({
    name: `shipworthy_cache_${metric}`,
    type,
    help,
    samples: [{ labels, value }],
  })
  return [
    {
      name: 'shipworthy_cache_duration_seconds',
      type: 'histogram',
      help: 'Time to an answer, by where it came from.',
      samples: RESULTS.flatMap((result) => latencySamples(results[result], { ...labels, result })),
    },
    one('loads_total', 'counter', 'How often loading began.', statistics.loads),
    one('load_errors_total', 'counter', 'How often loading failed.', statistics.loadErrors),
    one('invalidations_total', 'counter', 'Invalidations asked for here.', statistics.invalidations),
    one(
      'pending_invalidations',
      'gauge',
      'Invalidations that Redis has not heard of yet.',
      statistics.pendingInvalidations,
    ),
    one('evictions_total', 'counter', 'Values that had to go for others.', statistics.evictions),
    one('entries', 'gauge', 'Values in memory.', statistics.entries),
    one('bytes', 'gauge', 'Bytes in memory, about.', statistics.bytes),
    one(
      'redis_errors_total',
      'counter',
      'Commands that Redis did not answer, or with an error.',
      statistics.redisErrors,
    ),
    one('redis_up', 'gauge', '0 while the cache works without Redis.', statistics.redis === 'up' ? 1 : 0),
  ]
}
