import { expect, it } from 'vitest'
import { metricsOfQuery } from './metrics-of-query.ts'

it.each([
  ['up == 0', ['up']],
  ['rate(http_requests_total{status=~"5..", job="api"}[5m]) > 0.05', ['http_requests_total']],
  ['sum by (job) (rate(a_total[1m])) / sum by (job) (rate(b_total[1m])) > 1e3', ['a_total', 'b_total']],
  ['sum(rate(a_total[1m])) without (instance, pod)', ['a_total']],
  ['histogram_quantile(0.99, sum by (le) (rate(x_seconds_bucket[5m])))', ['x_seconds_bucket']],
  ['a offset 5m and on (job) group_left (team) b unless c', ['a', 'b', 'c']],
  ['job:errors:rate5m > 2', ['job:errors:rate5m']],
  ['absent(up{job="api"}) or vector(0)', []],
  ['absent(sum(rate(x[5m]))) or y > 1', ['y']],
  ['time() - process_start_time_seconds < 3600', ['process_start_time_seconds']],
  ['label_replace(up, "a", "$1", "b", "c_total{(.*)}")', ['up']],
  ['{__name__="named_elsewhere"} > 1', []],
  ['x > Inf or x == NaN', ['x']],
])('%s', (query, metrics) => {
  expect(metricsOfQuery(query)).toEqual(metrics)
})
