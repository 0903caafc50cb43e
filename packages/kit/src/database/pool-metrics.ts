import { latencySamples, type LatencyHistogram } from '../metrics/latency-histogram.ts'
import type { MetricFamily } from '../metrics/metric-family.ts'
import type { PoolStatistics } from './pool-statistics.ts'

/** How long callers waited. */
export interface PoolTimes {
  /** For a connection, also those that got none. */
  acquire: LatencyHistogram
  /** For a statement. */
  query: LatencyHistogram
}

/** For a registry of metrics. */
export function poolMetrics(name: string, statistics: PoolStatistics, times?: PoolTimes): MetricFamily[] {
  const { total, idle, waiting, max, queries, slowQueries, discarded } = statistics
  const labels = { pool: name }
  const one = (metric: string, type: 'gauge' | 'counter', help: string, value: number): MetricFamily => ({
    name: `shipworthy_pool_${metric}`,
    type,
    help,
    samples: [{ labels, value }],
  })
  const histogram = (metric: string, help: string, observed: LatencyHistogram): MetricFamily => ({
    name: `shipworthy_pool_${metric}`,
    type: 'histogram',
    help,
    samples: latencySamples(observed, labels),
  })
  return [
    {
      name: 'shipworthy_pool_connections',
      type: 'gauge',
      help: 'Connections by what they do.',
      samples: [
        { labels: { ...labels, state: 'used' }, value: total - idle },
        { labels: { ...labels, state: 'idle' }, value: idle },
      ],
    },
    one('max_connections', 'gauge', 'Connections that there may be.', max),
    one('waiting', 'gauge', 'Callers that wait for a connection.', waiting),
    one('queries_total', 'counter', 'Statements.', queries),
    one('slow_queries_total', 'counter', 'Statements that took longer than slowQueryMs.', slowQueries),
    one('discarded_total', 'counter', 'Connections that were found dead before they were used.', discarded),
    ...(times
      ? [
          histogram('acquire_duration_seconds', 'Time to a connection, or to none.', times.acquire),
          histogram('query_duration_seconds', 'Time to the answer to a statement.', times.query),
        ]
      : []),
  ]
}
