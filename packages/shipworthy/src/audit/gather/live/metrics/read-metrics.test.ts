import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { readMetrics } from './read-metrics.ts'

describe('readMetrics', () => {
  it('reads what prom-client writes', async () => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    new Gauge({ name: 'pg_pool_waiting', help: 'waiting', labelNames: ['pool'], registers: [registry] }).set(
      { pool: 'a' },
      7,
    )
    const { eventLoopP99Ms, poolWaiting } = readMetrics(await registry.metrics())
    expect(poolWaiting).toBe(7)
    expect(eventLoopP99Ms).toBeGreaterThanOrEqual(0)
  })

  it.each([
    ['db_client_connections_pending_requests{pool_name="main"} 3', { poolWaiting: 3 }],
    ['app_db_pool_waiting_count 1\napp_db_pool_waiting_count{pool="b"} 4', { poolWaiting: 4 }],
    ['nodejs_eventloop_lag_p99_seconds{app="x, y"} 0.25 1700000000000', { eventLoopP99Ms: 250 }],
    ['jobs_waiting 12\nthread_pool_size 4', {}],
    ['nodejs_eventloop_lag_p99_seconds NaN', {}],
    ['<!doctype html><p>pool_waiting 3</p>', {}],
    ['', {}],
  ])('%s', (text, figures) => expect(readMetrics(text)).toEqual(figures))
})
