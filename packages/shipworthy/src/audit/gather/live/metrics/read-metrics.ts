import type { MetricSample } from '../../../facts/live/load-facts.ts'

/** The name that prom-client and @shipworthy/health give it. */
const EVENT_LOOP_P99 = 'nodejs_eventloop_lag_p99_seconds'
/**
 * Callers that wait for a connection: `db_client_connections_pending_requests` of OpenTelemetry, and what services call the
 * `waitingCount` of pg.
 */
const POOL_WAITING =
  /^(\w+_)?(pool_(waiting|pending)(_\w+)?|client_connections?_pending_requests|pool_(clients|connections|requests)_(waiting|pending))$/

/** The figures that rules look at, from Prometheus' text format; of several series the greatest. */
export function readMetrics(text: string): MetricSample {
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{.*\})?\s+(\S+)/.exec(line) ?? []
    const number = Number(value)
    if (name !== '' && Number.isFinite(number)) values.set(name, Math.max(number, values.get(name) ?? -Infinity))
  }
  const lag = values.get(EVENT_LOOP_P99)
  const waiting = [...values].filter(([name]) => POOL_WAITING.test(name)).map(([, value]) => value)
  return {
    ...(lag !== undefined && { eventLoopP99Ms: lag * 1_000 }),
    ...(waiting.length > 0 && { poolWaiting: Math.max(...waiting) }),
  }
}
