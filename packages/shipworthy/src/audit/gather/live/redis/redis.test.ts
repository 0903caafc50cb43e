import { Redis } from 'ioredis'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findRedis } from '../../../../../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../../../../../tools/servers/test-server.ts'
import { outcomesOf } from '../../../testing/outcomes-of.ts'

const TIMEOUT_MS = 120_000
const PASSWORD = 'correct-horse-battery'
/** An address of the environment that is deployed to. */
const deployed = (redisUrl: string) => ({ redisUrl, environment: new Map([['REDIS_URL', redisUrl]]) })

describeWith('Redis', findRedis() as Extract<ReturnType<typeof findRedis>, { start: unknown }>, (found) => {
  let server: TestServer
  let client: Redis
  const address = (password = PASSWORD): string => `redis://:${password}@127.0.0.1:${server.port}`
  const set = (name: string, value: string) => client.config('SET', name, value)
  beforeAll(async () => {
    server = await found.start()
    client = new Redis(server.url)
    await set('requirepass', PASSWORD)
    await client.auth(PASSWORD)
  }, TIMEOUT_MS)
  afterAll(async () => {
    client.disconnect()
    await server[Symbol.asyncDispose]()
  }, TIMEOUT_MS)

  it('that is in order passes, and the password is nowhere', { timeout: TIMEOUT_MS }, async () => {
    await set('maxmemory', '64mb')
    await set('maxmemory-policy', 'allkeys-lru')
    for (let key = 0; key < 80; key++) await client.set(`page:${key}`, 'x', 'EX', 3600)
    const { report, of } = await outcomesOf({ redisUrl: address() })
    for (const rule of ['unreachable', 'no-auth', 'eviction-policy', 'no-ttl'])
      expect(of(`cache/${rule}`), rule).toMatchObject({ outcome: 'pass', confidence: 'proven' })
    expect(of('tls/redis-plaintext').outcome).toBe('pass')
    expect(of('background-tasks/no-workers').outcome).toBe('not-applicable')
    expect(JSON.stringify(report)).not.toContain(PASSWORD)
    expect(report.live?.targets.map(({ state }) => state)).toEqual(['answered', 'answered'])
    expect(await client.dbsize(), 'nothing was written').toBe(80)
  })

  it('whose cache grows without limit and never forgets', { timeout: TIMEOUT_MS }, async () => {
    await set('maxmemory', '0')
    await set('maxmemory-policy', 'noeviction')
    for (let key = 0; key < 80; key++) await client.persist(`page:${key}`)
    const { of } = await outcomesOf({ redisUrl: address() })
    expect(of('cache/eviction-policy')).toMatchObject({ outcome: 'fail', severity: 'warning' })
    expect(of('cache/no-ttl')).toMatchObject({ outcome: 'fail', findings: [{ message: '80 of 80 keys never expire' }] })
    await client.flushdb()
  })

  it('that holds jobs and throws them away, and keeps them only in memory', { timeout: TIMEOUT_MS }, async () => {
    await client.hset('bull:mail:meta', 'version', 'bullmq:6')
    await set('maxmemory', '64mb')
    await set('maxmemory-policy', 'allkeys-lru')
    await set('appendonly', 'no')
    const { of } = await outcomesOf({ redisUrl: address() })
    expect(of('cache/eviction-policy')).toMatchObject({ outcome: 'fail', severity: 'critical' })
    expect(of('cache/no-persistence-for-queue').outcome).toBe('fail')
    await set('appendonly', 'yes')
    await set('maxmemory-policy', 'noeviction')
    const mended = await outcomesOf({ redisUrl: address() })
    expect(mended.of('cache/eviction-policy').outcome).toBe('pass')
    expect(mended.of('cache/no-persistence-for-queue').outcome).toBe('pass')
    await client.flushdb()
  })

  it('whose administrator forbids CONFIG, INFO and SCAN', { timeout: TIMEOUT_MS }, async () => {
    await client.acl('SETUSER', 'guest', 'on', '>guest-word', 'nocommands', '+ping', '+client|setname')
    const { report, of } = await outcomesOf({ redisUrl: `redis://guest:guest-word@127.0.0.1:${server.port}` })
    expect(of('cache/unreachable').outcome).toBe('pass')
    for (const rule of ['eviction-policy', 'no-ttl']) expect(of(`cache/${rule}`).outcome, rule).toBe('unknown')
    expect(JSON.stringify(report)).not.toContain('guest-word')
  })

  it('that refuses the password', { timeout: TIMEOUT_MS }, async () => {
    const { report, of } = await outcomesOf(deployed(address('wrong-word')))
    expect(of('cache/unreachable')).toMatchObject({ outcome: 'fail', severity: 'critical' })
    expect(of('cache/no-ttl').outcome).toBe('unknown')
    expect(JSON.stringify(report)).not.toContain('wrong-word')
  })
})

it('a port where nobody speaks Redis', { timeout: TIMEOUT_MS }, async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { of } = await outcomesOf({ redisUrl: `redis://127.0.0.1:${(server.address() as AddressInfo).port}` })
  expect(of('cache/unreachable').outcome).toBe('unknown')
  server.close()
})

it('a port where nobody says anything', { timeout: TIMEOUT_MS }, async () => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { of, report } = await outcomesOf({
    redisUrl: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    timeoutMs: 3_000,
  })
  expect(of('cache/unreachable').outcome).toBe('unknown')
  expect(report.live?.targets[0]).toMatchObject({ state: 'silent' })
  server.close()
})

it('an address that is only typed is not judged', { timeout: TIMEOUT_MS }, async () => {
  const { of } = await outcomesOf({ redisUrl: 'redis://127.0.0.1:1' })
  expect(of('cache/unreachable')).toMatchObject({ outcome: 'unknown' })
})

it('a port where nobody listens', { timeout: TIMEOUT_MS }, async () => {
  const { of } = await outcomesOf(deployed('redis://127.0.0.1:1'))
  expect(of('cache/unreachable')).toMatchObject({ outcome: 'fail', severity: 'critical' })
})
