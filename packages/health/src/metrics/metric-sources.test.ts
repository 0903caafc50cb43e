import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { createHealth } from '../create-health.ts'
import type { MetricFamily } from '../export/metric-family.ts'

const HITS: MetricFamily = {
  name: 'shop_cache_hits_total',
  type: 'counter',
  help: 'Answers from the cache.',
  samples: [{ labels: { cache: 'products' }, value: 3 }],
}

it('shows what the application measures, each family once, until it is taken out', async () => {
  const health = createHealth({ autoStart: false })
  const end = health.addMetrics(() => [HITS])
  health.addMetrics(() => [{ ...HITS, samples: [{ labels: { cache: 'users' }, value: 4 }] }])
  const text = health.metrics()
  expect(text).toContain(
    '# TYPE shop_cache_hits_total counter\nshop_cache_hits_total{cache="products"} 3\nshop_cache_hits_total{cache="users"} 4\n',
  )
  expect(text.match(/# TYPE shop_cache_hits_total/g)).toHaveLength(1)
  end()
  expect(health.metrics()).not.toContain('products')
  expect(health.metrics()).toContain('users')
  await health.close()
})

it('loses nothing else by a source that fails, and counts it', async () => {
  const health = createHealth({ autoStart: false })
  health.addMetrics(() => {
    throw new Error('the pool is gone')
  })
  health.addMetrics(() => [HITS, { ...HITS, name: 'no name' }, { ...HITS, name: 'shipworthy_info' }])
  const text = health.metrics()
  expect(text).toContain('shop_cache_hits_total{cache="products"} 3\n')
  expect(text).toContain('shipworthy_metric_source_errors_total 2\n')
  expect(text).not.toContain('no name')
  expect(text.match(/^shipworthy_info\{/gm)).toHaveLength(1)
  await health.close()
})

it('shows them in a registry that is joined afterwards', async () => {
  const health = createHealth({ autoStart: false })
  const registry = new Registry()
  health.addMetrics(() => [HITS])
  health.joinRegistry(registry)
  expect(await registry.metrics()).toContain('shop_cache_hits_total{cache="products"} 3')
  await health.close()
})
