import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { createLimiter } from './create-limiter.ts'
import { rateOf } from './limit.ts'
import { createMemoryLedger } from './memory-ledger.ts'
import { takeFromRedis } from './redis-ledger.ts'

const LIMIT = { name: 'test', limit: 100, perMs: 60_000, burst: 200 }
const BASE_MS = 1_800_000_000_000

/** Attempts at times that never run backwards, as small steps, large steps and none. */
const attempts = fc.array(
  fc.record({
    stepMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 200_000 })),
    cost: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 12 })),
    key: fc.constantFrom('a', 'b'),
  }),
  { minLength: 1, maxLength: 60 },
)
const rates = fc.record({
  limit: fc.integer({ min: 1, max: 500 }),
  perMs: fc.integer({ min: 500, max: 3_600_000 }),
  burst: fc.integer({ min: 1, max: 50 }),
})

describe('a limiter in memory', () => {
  it('lets exactly the burst through at once', async () => {
    const limiter = createLimiter({ ...LIMIT, clock: () => BASE_MS })
    const verdicts = await Promise.all(Array.from({ length: 300 }, () => limiter.take('me')))
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(200)
    expect(verdicts[0]).toEqual({ allowed: true, remaining: 199, retryAfterMs: 0, resetMs: 600, decidedBy: 'memory' })
    expect(verdicts[200]).toMatchObject({ allowed: false, remaining: 0, retryAfterMs: 600, resetMs: 120_000 })
  })

  it('lets a refused client in at the very time it named, and not before', async () => {
    await fc.assert(
      fc.asyncProperty(rates, fc.integer({ min: 1, max: 5 }), async (rate, cost) => {
        let nowMs = BASE_MS
        const limiter = createLimiter({ name: 'test', ...rate, burst: rate.burst + 4, clock: () => nowMs })
        let refused = await limiter.take('me', cost)
        while (refused.allowed) refused = await limiter.take('me', cost)
        nowMs += Math.max(0, refused.retryAfterMs - 1)
        expect((await limiter.take('me', cost)).allowed).toBe(refused.retryAfterMs < 1)
        nowMs = BASE_MS + Math.ceil(refused.retryAfterMs)
        expect((await limiter.take('me', cost)).allowed).toBe(true)
      }),
    )
  })

  it('never lets more through than the burst and what came back, in any stretch of time', () => {
    fc.assert(
      fc.property(rates, attempts, (limit, calls) => {
        const rate = rateOf(limit)
        const ledger = createMemoryLedger(10)
        let nowUs = BASE_MS * 1000
        const granted: { atUs: number; cost: number }[] = []
        for (const { stepMs, cost, key } of calls) {
          nowUs += stepMs * 1000
          if (ledger.take(key, rate, cost, nowUs).allowed && key === 'a') granted.push({ atUs: nowUs, cost })
        }
        for (const [from, first] of granted.entries()) {
          let sum = 0
          for (const { atUs, cost } of granted.slice(from)) {
            sum += cost
            const allowed = limit.burst + ((atUs - first.atUs) / 1000) * (limit.limit / limit.perMs)
            expect(sum).toBeLessThanOrEqual(allowed + 1e-6)
          }
        }
      }),
    )
  })

  it('says that more than the burst will never be allowed', async () => {
    const limiter = createLimiter({ name: 'test', limit: 5 })
    expect(await limiter.take('me', 6)).toMatchObject({ allowed: false, retryAfterMs: Infinity, remaining: 5 })
  })

  it('remembers no more keys than it may', async () => {
    const limiter = createLimiter({ ...LIMIT, maxKeys: 50 })
    for (let at = 0; at < 1000; at++) await limiter.take(`key ${at}`)
    expect(limiter.statistics()).toMatchObject({ keysInMemory: 50, allowed: 1000 })
  })

  it.each([
    [{ limit: 0 }],
    [{ limit: Number.NaN }],
    [{ limit: 5, perMs: 0 }],
    [{ limit: 5, burst: 0.5 }],
    [{ limit: 1, perMs: 1e12, burst: 9 }],
  ])('refuses a limit that is none: %o', (limit) =>
    expect(() => createLimiter({ name: 'test', ...limit })).toThrow(
      expect.objectContaining({ code: 'SW_ERR_KIT_LIMIT' }),
    ),
  )
})

describeWith('a limiter on Redis', findRedis(), ({ start }) => {
  let server: TestServer
  let redis: Redis
  beforeAll(async () => {
    server = await start()
    redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: true })
    redis.on('error', () => undefined)
    await redis.connect()
  }, 60_000)
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })

  it('says what its twin in memory says, to any attempts at any times', { timeout: 120_000 }, async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(rates, attempts, async (limit, calls) => {
        const rate = rateOf(limit)
        const ledger = createMemoryLedger(10)
        let nowUs = BASE_MS * 1000
        run++
        for (const { stepMs, cost, key } of calls) {
          nowUs += stepMs * 1000
          const attempt = { key: `twin:${run}:${key}`, rate, cost, ownDebtUs: 0, nowUs }
          expect(await takeFromRedis(redis, attempt)).toEqual(ledger.take(key, rate, cost, nowUs))
        }
      }),
    )
  })

  it('lets exactly the burst through, of two instances together', async () => {
    const clock = () => BASE_MS
    const limiters = [1, 2].map(() => createLimiter({ ...LIMIT, name: 'shared', redis, clock, timeoutMs: 20_000 }))
    const all = limiters.flatMap((limiter) => Array.from({ length: 150 }, () => limiter.take('me')))
    const verdicts = await Promise.all(all)
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(200)
    expect(new Set(verdicts.map(({ decidedBy }) => decidedBy))).toEqual(new Set(['redis']))
  })

  it('counts by the clock of Redis, and leaves nothing behind', async () => {
    const limiter = createLimiter({ name: 'expiry', limit: 1000, perMs: 1000, redis, timeoutMs: 20_000 })
    expect(await limiter.take('me', 500)).toMatchObject({ allowed: true, decidedBy: 'redis' })
    const lifeMs = await redis.pttl('expiry:me')
    expect(lifeMs).toBeLessThanOrEqual(501)
    await expect.poll(() => redis.exists('expiry:me'), { timeout: 20_000 }).toBe(0)
  })

  it('goes on in memory when Redis takes no writes', { timeout: 60_000 }, async () => {
    await using own = await start()
    const client = new Redis(own.url)
    client.on('error', () => undefined)
    const limiter = createLimiter({ ...LIMIT, redis: client, clock: () => BASE_MS, timeoutMs: 20_000 })
    await client.config('SET', 'maxmemory', '1')
    const verdicts = await Promise.all(Array.from({ length: 300 }, () => limiter.take('me')))
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(200)
    await client.config('SET', 'maxmemory', '0')
    expect(await limiter.take('me')).toMatchObject({ allowed: false, decidedBy: 'redis' })
    limiter.close()
    client.disconnect()
  })

  it.each([
    ['killed', (redisServer: TestServer) => redisServer.kill(), (redisServer: TestServer) => redisServer.start()],
    [
      'frozen',
      async (redisServer: TestServer) => redisServer.pause(),
      async (redisServer: TestServer) => redisServer.resume(),
    ],
  ])(
    'goes on in memory when Redis is %s, without a second burst, and comes back',
    { timeout: 120_000 },
    async (_, stop, goOn) => {
      await using own = await start()
      const client = new Redis(own.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: true })
      client.on('error', () => undefined)
      await client.connect()
      const changes: string[] = []
      const limiter = createLimiter({
        ...LIMIT,
        redis: client,
        clock: () => BASE_MS,
        timeoutMs: 2000,
        retryMs: 50,
        onFallback: (state) => changes.push(state),
      })
      const take = async (count: number) => {
        const verdicts = await Promise.all(Array.from({ length: count }, () => limiter.take('me')))
        return { allowed: verdicts.filter(({ allowed }) => allowed).length, by: verdicts.at(-1)?.decidedBy }
      }
      expect(await take(150)).toEqual({ allowed: 150, by: 'redis' })
      await stop(own)
      expect(await take(100)).toEqual({ allowed: 50, by: 'memory' })
      expect(limiter.statistics()).toMatchObject({ allowed: 200, refused: 50, withoutRedis: 100 })
      await goOn(own)
      await expect.poll(() => changes, { timeout: 60_000 }).toEqual(['memory', 'redis'])
      // Redis may have lost or never seen what was used: it hears of it.
      expect(await take(100)).toEqual({ allowed: 0, by: 'redis' })
      limiter.close()
      client.disconnect()
    },
  )
})
