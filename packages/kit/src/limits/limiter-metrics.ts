import type { MetricFamily } from '../metrics/metric-family.ts'
import type { LimiterStatistics } from './create-limiter.ts'

/** For a registry of metrics, by policy. */
export function limiterMetrics(statistics: Readonly<Record<string, LimiterStatistics>>): MetricFamily[] {
  const policies = Object.entries(statistics)
  return [
    {
      name: 'shipworthy_limit_requests_total',
      type: 'counter',
      help: 'Requests by whether the limit let them through.',
      samples: policies.flatMap(([policy, { allowed, refused }]) => [
        { labels: { policy, result: 'allowed' }, value: allowed },
        { labels: { policy, result: 'refused' }, value: refused },
      ]),
    },
    {
      name: 'shipworthy_limit_without_redis_total',
      type: 'counter',
      help: 'Requests that were judged in memory although there is a Redis.',
      samples: policies.map(([policy, { withoutRedis }]) => ({ labels: { policy }, value: withoutRedis })),
    },
  ]
}
