import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { Counter, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { check } from '../check.ts'
import { createHealth } from '../create-health.ts'
import type { Health } from '../health.ts'
import type { MetricFamily } from './metric-family.ts'
import { renderMetrics } from './render-metrics.ts'
import { createRequestMetrics } from './request-metrics.ts'

async function makeHealth(): Promise<Health> {
  const health = createHealth({
    service: { name: 'or"ders\\\n', version: '1.4.0' },
    autoStart: false,
    checks: [
      check('postgres', { kind: 'readiness' }, ({ measure }) => {
        measure('poolWaiting', 2, 'connections')
        measure('poolWaiting', 3, 'connections')
        return { value: 12.5, unit: 'ms' }
      }),
      check('queue:mail', {}, () => {
        throw new Error('https://user:secret@example.com/?token=1 is down')
      }),
      check('never-run', { kind: 'startup' }, () => {}),
    ],
  })
  await health.run('postgres')
  await health.run('queue:mail')
  await expect.poll(() => health.alerts()).toHaveLength(1)
  return health
}

const hasPromtool = spawnSync('promtool', ['--version']).status === 0

describe('the metrics', () => {
  it('have the names, types and labels that dashboards know', async () => {
    const health = await makeHealth()
    const text = health.metrics()
    for (const line of [
      '# TYPE shipworthy_check_status gauge',
      'shipworthy_check_status{check="postgres",kind="readiness"} 2',
      'shipworthy_check_status{check="queue:mail",kind="monitor"} 0',
      'shipworthy_check_status{check="never-run",kind="startup"} 3',
      '# TYPE shipworthy_check_duration_seconds histogram',
      'shipworthy_check_duration_seconds_bucket{check="postgres",le="+Inf"} 1',
      'shipworthy_check_duration_seconds_count{check="postgres"} 1',
      'shipworthy_check_consecutive_failures{check="queue:mail",kind="monitor"} 1',
      'shipworthy_check_transitions_total{check="postgres",kind="readiness"} 1',
      'shipworthy_check_value{check="postgres",measurement="value",unit="ms"} 12.5',
      'shipworthy_check_value{check="postgres",measurement="poolWaiting",unit="connections"} 2',
      'shipworthy_store_errors_total 0',
      'shipworthy_alerts{state="firing"} 1',
      'shipworthy_info{service="or\\"ders\\\\\\n",version="1.4.0",release=""} 1',
    ])
      expect(text).toContain(`${line}\n`)
    expect(text).toMatch(/^shipworthy_scheduler_lag_seconds [\d.]+$/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds [\d.e-]+$/m)
    expect(text).toMatch(
      /^shipworthy_check_last_run_timestamp_seconds\{check="postgres",kind="readiness"\} 1\d{9}\.\d+$/m,
    )
    expect(text).not.toMatch(/example\.com|https?:/)
    await health.close()
  })

  it('name every series once, and every family once', async () => {
    const health = await makeHealth()
    const lines = health.metrics().trim().split('\n')
    const series = lines.filter((line) => !line.startsWith('#')).map((line) => line.slice(0, line.lastIndexOf(' ')))
    expect(series.filter((one, index) => series.indexOf(one) !== index)).toEqual([])
    const types = lines.filter((line) => line.startsWith('# TYPE'))
    expect(new Set(types).size).toBe(types.length)
    await health.close()
  })

  it.runIf(hasPromtool)('please promtool', async () => {
    const health = await makeHealth()
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: health.metrics(),
      encoding: 'utf8',
    })
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' })
    await health.close()
  })

  it('come as OpenMetrics, too', async () => {
    const health = await makeHealth()
    const text = await health.export('openmetrics')
    expect(text).toContain('# TYPE shipworthy_check_transitions counter\n')
    expect(text).toContain('shipworthy_check_transitions_total{check="postgres",kind="readiness"} 1\n')
    expect(text.endsWith('# EOF\n')).toBe(true)
    await health.close()
  })

  it('survive any label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const family: MetricFamily = {
          name: 'x',
          type: 'gauge',
          help: value,
          samples: [{ labels: { l: value }, value: 1 }],
        }
        const lines = renderMetrics([family], 'prometheus').split('\n')
        expect(lines).toHaveLength(4)
        expect(lines[2]).toMatch(/^x\{l="(?:[^"\\]|\\[\\"n])*"\} 1$/s)
      }),
    )
  })
})

describe('a prom-client registry', () => {
  it.each([Registry.PROMETHEUS_CONTENT_TYPE, Registry.OPENMETRICS_CONTENT_TYPE])(
    'shows ours as well: %s',
    async (type) => {
      const registry = new Registry()
      registry.setContentType(type as typeof Registry.PROMETHEUS_CONTENT_TYPE)
      new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry as Registry] }).inc()
      const health = await makeHealth()
      const leave = health.joinRegistry(registry)
      const text = await registry.metrics()
      expect(text).toContain('orders_total 1')
      expect(text).toContain('shipworthy_check_status{check="postgres",kind="readiness"} 2')
      expect(text).toContain('shipworthy_check_transitions_total{check="postgres",kind="readiness"} 1')
      expect(text).toContain('shipworthy_check_duration_seconds_bucket{check="postgres",le="+Inf"} 1')
      leave()
      expect(await registry.metrics()).not.toContain('shipworthy')
      await health.close()
    },
  )

  it('keeps what it has under the same name', async () => {
    const registry = new Registry()
    new Counter({ name: 'process_cpu_seconds_total', help: 'Mine.', registers: [registry] })
    const health = await makeHealth()
    health.joinRegistry(registry)()
    expect(await registry.metrics()).toContain('# HELP process_cpu_seconds_total Mine.')
    await health.close()
  })
})

describe('request metrics', () => {
  it('count by pattern and class, and what is in flight', () => {
    const metrics = createRequestMetrics()
    metrics.begin('GET')('/orders/:id', 200, 0.02)
    const end = metrics.begin('GET')
    end('/orders/:id', 404, 0.3)
    end('/orders/:id', 404, 0.3)
    metrics.begin('BREW')(undefined, 0, 1)
    metrics.begin('GET')
    const text = renderMetrics(metrics.families(), 'prometheus')
    expect(text).toContain('http_requests_in_flight 1\n')
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/orders/:id",status="2xx"} 1\n')
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/orders/:id",status="4xx"} 1\n')
    expect(text).toContain('http_request_duration_seconds_count{method="other",route="unmatched",status="aborted"} 1\n')
  })

  it('stay bounded when somebody uses paths for patterns', () => {
    const metrics = createRequestMetrics()
    for (let i = 0; i < 20_000; i++) metrics.begin('GET')(`/orders/${i}`, 200, 0.01)
    const series = new Set(metrics.families()[1]!.samples.map(({ labels }) => labels?.['route']))
    expect(series.size).toBeLessThanOrEqual(1_001)
    expect(series).toContain('other')
  })
})
