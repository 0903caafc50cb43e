import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHealth, type Health } from '@shipworthy/health'
import { postgres } from '@shipworthy/health/checks'
import { createCache } from '../packages/kit/src/cache/index.ts'
import { createPool } from '../packages/kit/src/database/index.ts'
import { createEmbeddedPool } from '../packages/kit/src/embedded/index.ts'
import { createJobs, embeddedStore } from '../packages/kit/src/jobs/index.ts'
import { createLifecycle } from '../packages/kit/src/lifecycle/index.ts'
import { describeWith } from './servers/describe-with.ts'
import { findPostgres } from './servers/postgres-server.ts'

const TIMEOUT_MS = 60_000
const healths: Health[] = []
afterEach(() => Promise.all(healths.splice(0).map((health) => health.close())))

function makeHealth(): Health {
  const health = createHealth({ service: { name: 'orders' }, autoStart: false })
  healths.push(health)
  return health
}

describe('a lifecycle that tells health', () => {
  it('is ready when all has started, and not from the first moment of its end', { timeout: TIMEOUT_MS }, async () => {
    const health = makeHealth()
    const probes = await health.listen({ port: 0, host: '127.0.0.1' })
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${probes.port}${path}`)).status
    const begun = Promise.withResolvers<ServerResponse>()
    const server = createServer((_, response) => begun.resolve(response))
    const lifecycle = createLifecycle({ health })
      .add({ name: 'health', stage: 'workers', stop: () => health.close() })
      .server(server, { port: 0, host: '127.0.0.1' })

    expect([await ask('/readyz'), await ask('/livez')]).toEqual([503, 200])
    await lifecycle.start()
    expect([await ask('/readyz'), await ask('/livez')]).toEqual([200, 200])

    const answer = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const open = await begun.promise
    const stopped = lifecycle.stop()
    expect([await ask('/readyz'), await ask('/livez')]).toEqual([503, 200])
    open.end('done')
    expect(await (await answer).text()).toBe('done')
    expect(await stopped).toEqual({ failures: [] })
    await expect(ask('/livez')).rejects.toThrow('fetch failed')
  })
})

describeWith('the check of a database and the pool of the kit', findPostgres(), ({ start }) => {
  it('agree on what is up, and on what is only busy', { timeout: TIMEOUT_MS }, async () => {
    const server = await start()
    const pool = createPool({ connectionString: server.url, steady: 0, overflow: 1 })
    const health = createHealth({
      autoStart: false,
      checks: [postgres({ client: pool, timeout: '10s', failAfter: 1 })],
    })
    healths.push(health)
    const check = async () => (await health.run('postgres')).checks[0]!
    expect(await check()).toMatchObject({ status: 'healthy' })
    const held = await pool.connect()
    const busy = await check()
    expect([busy.status, JSON.stringify(busy)]).toEqual(['warning', expect.stringContaining('pool saturated')])
    held.release()
    expect(pool).toMatchObject({ totalCount: 1, options: { max: 1 } })
    await pool.end()
    await server.stop()
  })
})

describe('metrics of the parts', () => {
  it('are shown by health beside its own', { timeout: TIMEOUT_MS }, async () => {
    const health = makeHealth()
    const pool = await createEmbeddedPool()
    const caches = ['products', 'users'].map((name) => createCache({ name }))
    const jobs = createJobs({ store: embeddedStore(pool), tasks: [], roles: [] })
    for (const { metrics } of [pool, ...caches, jobs]) health.addMetrics(metrics)
    await jobs.start()
    await pool.query('SELECT 1')
    await caches[0]!.getOrLoad('a', () => 1)
    await expect
      .poll(() => health.metrics(), { timeout: TIMEOUT_MS })
      .toContain('shipworthy_jobs{queue="low",state="dead"} 0\n')
    const text = health.metrics()
    for (const line of [
      'shipworthy_pool_max_connections{pool="main"} 1',
      'shipworthy_cache_loads_total{cache="products"} 1',
      'shipworthy_cache_loads_total{cache="users"} 0',
      'shipworthy_metric_source_errors_total 0',
    ])
      expect(text).toContain(`${line}\n`)
    await jobs.stop()
    await pool.end()
  })
})
