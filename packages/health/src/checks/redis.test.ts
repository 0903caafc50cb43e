import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { measured, runOnce, untilHealthy } from '../testing/run-once.ts'
import { redis } from './redis.ts'

const TIMEOUT_MS = 120_000
const PATIENT = { timeout: '20s' } as const

describeWith('Redis', findRedis() as Extract<ReturnType<typeof findRedis>, { start: unknown }>, (found) => {
  let server: TestServer
  beforeAll(async () => void (server = await found.start()), TIMEOUT_MS)
  afterAll(() => server[Symbol.asyncDispose](), TIMEOUT_MS)

  async function connectIoredis(url = server.url) {
    const client = new Redis(url).on('error', () => {})
    await client.ping()
    return Object.assign(client, { [Symbol.dispose]: () => client.disconnect() })
  }

  async function connectNodeRedis() {
    const client = createClient({ url: server.url }).on('error', () => {})
    await client.connect()
    return Object.assign(client, { [Symbol.dispose]: () => client.destroy() })
  }

  it.each([
    ['ioredis', connectIoredis],
    ['node-redis', connectNodeRedis],
  ])('is asked through %s; frozen, killed and back', { timeout: TIMEOUT_MS }, async (_, connect) => {
    using client = await connect()
    const check = redis({ client, ...PATIENT })
    const result = await runOnce(check)
    expect(result).toMatchObject({ check: 'redis', status: 'healthy', metadata: { role: 'master' } })
    expect(measured(result)['memoryUsed']).toBeGreaterThan(1000)

    server.pause()
    const hasty = redis({ client, timeout: '100ms' })
    for (let run = 0; run < 5; run++)
      expect(await runOnce(hasty)).toMatchObject({ status: 'critical', fault: 'timeout' })
    server.resume()
    await untilHealthy(check)

    await server.kill()
    await expect.poll(async () => (await runOnce(hasty)).message, { timeout: 20_000 }).toMatch(/not connected/)
    await server.start()
    await untilHealthy(check)
  })

  it('that will refuse writes is a warning before it does', { timeout: TIMEOUT_MS }, async () => {
    using client = await connectIoredis()
    const check = redis({ client, ...PATIENT })
    const used = measured(await runOnce(check))['memoryUsed']!
    await client.config('SET', 'maxmemory', Math.ceil(used / 0.85))
    const result = await runOnce(check)
    expect(result).toMatchObject({ status: 'warning', message: expect.stringMatching(/^memoryUsage is 8\d/) })
    // A cache that evicts is meant to be full.
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
    expect(await runOnce(check)).toMatchObject({ status: 'healthy' })
    await client.config('SET', 'maxmemory', 0, 'maxmemory-policy', 'noeviction')
  })

  it('has the role that it should have', { timeout: TIMEOUT_MS }, async () => {
    await using second = await found.start()
    using client = await connectIoredis(second.url)
    using master = await connectIoredis()
    await master.config('SET', 'repl-diskless-sync-delay', 0)
    await client.replicaof('127.0.0.1', server.port)
    await untilHealthy(redis({ client, ...PATIENT }))
    expect(await runOnce(redis({ client, role: 'master', ...PATIENT }))).toMatchObject({
      status: 'critical',
      message: 'it is a slave and should be a master',
    })
    await client.replicaof('127.0.0.1', 1)
    await expect
      .poll(() => runOnce(redis({ client, ...PATIENT })), { timeout: 20_000 })
      .toMatchObject({ status: 'warning', message: 'the replica has lost its master' })
  })

  it('answers, though INFO is forbidden', { timeout: TIMEOUT_MS }, async () => {
    using admin = await connectIoredis()
    await admin.acl('SETUSER', 'probe', 'on', '>pw', '+@all', '-info')
    using client = new (class extends Redis {
      [Symbol.dispose] = () => this.disconnect()
    })(server.port, { username: 'probe', password: 'pw', enableReadyCheck: false })
    expect(await runOnce(redis({ client, ...PATIENT }))).toMatchObject({ status: 'healthy', measurements: [] })
  })

  it('has no more connections after 1,000 runs', { timeout: TIMEOUT_MS }, async () => {
    using client = await connectIoredis()
    const count = async () => Number(/connected_clients:(\d+)/.exec(await client.info('clients'))![1])
    const before = await count()
    await runOnce(redis({ client, ...PATIENT }), 1000)
    expect(await count()).toBe(before)
  })
})
