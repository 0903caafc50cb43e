import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import type { RedisWithMessages } from '../redis/redis-client.ts'
import type { CacheOptions } from './cache-options.ts'
import { createCache, type Cache } from './create-cache.ts'

const PATIENT = { timeout: 30_000 }

describeWith('a cache on Redis', findRedis(), ({ start }) => {
  let shared: TestServer
  let run = 0
  let open: { close: () => void }[] = []
  beforeAll(async () => void (shared = await start()), 60_000)
  afterEach(() => {
    for (const it of open) it.close()
    open = []
  })
  afterAll(() => shared.stop())

  async function connect(server: TestServer): Promise<Redis> {
    const client = new Redis(server.url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      lazyConnect: true,
      retryStrategy: () => 100,
    })
    client.on('error', () => undefined)
    await client.connect()
    open.push({ close: () => client.disconnect() })
    return client
  }

  /** An instance of the service, with a connection of its own. */
  async function instance(
    options: Partial<CacheOptions> & { server?: TestServer; redis?: RedisWithMessages } = {},
  ): Promise<Cache> {
    const { server = shared, ...rest } = options
    const redis = rest.redis ?? (await connect(server))
    const cache = createCache({ name: `test-${run}`, timeoutMs: 5000, retryMs: 50, syncMs: 100, ...rest, redis })
    open.push(cache)
    return cache
  }

  it('loads once, however many ask at once in however many processes', PATIENT, async () => {
    run++
    const caches = await Promise.all(Array.from({ length: 4 }, () => instance()))
    let loads = 0
    const { promise: everybodyAsked, resolve } = Promise.withResolvers<void>()
    const load = async () => {
      loads++
      await everybodyAsked
      return { loads }
    }
    const all = caches.flatMap((cache) => Array.from({ length: 50 }, () => cache.getOrLoad('key', load)))
    // Each instance has asked for the lock once it has read anything after that.
    await Promise.all(caches.map((cache) => cache.get('another')))
    resolve()
    expect(await Promise.all(all)).toEqual(Array.from({ length: 200 }, () => ({ loads: 1 })))
    const results = caches.map((cache) => cache.statistics().results)
    expect(results.reduce((sum, { load: loaded, redis }) => sum + loaded + redis, 0)).toBe(200)
  })

  it('finds in Redis what another process loaded, with the life that is left of it', PATIENT, async () => {
    run++
    const [one, two] = [await instance(), await instance()]
    await expect.poll(() => two.statistics().resyncs, PATIENT).toBe(1)
    await one.getOrLoad('key', () => 'value', { ttlMs: 60_000, tags: ['red'] })
    expect(await two.getOrLoad('key', () => 'loaded again')).toBe('value')
    expect(await two.get('key')).toBe('value')
    expect(two.statistics()).toMatchObject({ loads: 0, results: { redis: 1, memory: 1 }, hitRatio: 1 })
    // The tags came along.
    await two.invalidateTags(['red'])
    expect(await two.get('key')).toBeUndefined()
  })

  it.each<[string, (cache: Cache) => Promise<unknown>]>([
    ['a key', (cache) => cache.delete('user:1:name')],
    ['a tag', (cache) => cache.invalidateTags(['users'])],
    ['a prefix', (cache) => cache.invalidatePrefix('user:')],
    ['everything', (cache) => cache.clear()],
    ['a new value', (cache) => cache.set('user:1:name', 'new')],
  ])('tells the others of %s', PATIENT, async (what, invalidate) => {
    run++
    const [one, two] = [await instance({ syncMs: 600_000 }), await instance({ syncMs: 600_000 })]
    await one.set('user:1:name', 'old', { tags: ['users'] })
    expect(await two.get('user:1:name')).toBe('old')
    await invalidate(one)
    const expected = what === 'a new value' ? 'new' : undefined
    expect(await one.get('user:1:name')).toBe(expected)
    await expect.poll(() => two.get('user:1:name'), PATIENT).toBe(expected)
  })

  it('notices what a connection that has gone deaf did not hear', PATIENT, async () => {
    run++
    const redis = await connect(shared)
    /** Subscribes, and then hears nothing, as over a connection that a firewall has dropped. */
    const deaf: RedisWithMessages = {
      call: (command, ...args) => redis.call(command, ...args),
      duplicate: (override) => {
        const subscriber = redis.duplicate(override)
        return Object.assign(Object.create(subscriber) as typeof subscriber, {
          on: (event: string, listener: () => void) => event === 'message' || subscriber.on(event, listener),
          disconnect: () => subscriber.disconnect(),
        })
      },
    }
    const [one, two] = [await instance(), await instance({ redis: deaf })]
    await one.set('key', 'old')
    expect(await two.get('key')).toBe('old')
    await one.set('key', 'new')
    await expect.poll(() => two.get('key'), PATIENT).toBe('new')
    expect(two.statistics().resyncs).toBeGreaterThan(0)
  })

  it('hears of invalidations by asking when there is no second connection', PATIENT, async () => {
    run++
    const redis = await connect(shared)
    const one = await instance()
    const two = createCache({
      name: `test-${run}`,
      redis: { call: (...words) => redis.call(...words) },
      timeoutMs: 5000,
      syncMs: 50,
    })
    open.push(two)
    await one.set('key', 'old')
    expect(await two.get('key')).toBe('old')
    await one.delete('key')
    await expect.poll(() => two.get('key'), PATIENT).toBeUndefined()
  })

  it('keeps nothing that was invalidated elsewhere while it was loaded', PATIENT, async () => {
    run++
    const [one, two] = [await instance(), await instance()]
    const { promise, resolve } = Promise.withResolvers<string>()
    const { promise: began, resolve: begin } = Promise.withResolvers<void>()
    const before = one.getOrLoad('key', () => (begin(), promise), { tags: ['red'] })
    await began
    await two.invalidateTags(['red'])
    resolve('old')
    expect(await before).toBe('old')
    expect([await one.get('key'), await two.get('key')]).toEqual([undefined, undefined])
  })

  it('does not put what it loaded in the place of what was set meanwhile', PATIENT, async () => {
    run++
    const [one, two] = [await instance(), await instance()]
    const { promise, resolve } = Promise.withResolvers<string>()
    const { promise: began, resolve: begin } = Promise.withResolvers<void>()
    const loading = one.getOrLoad('key', () => (begin(), promise))
    await began
    await two.set('key', 'set')
    resolve('loaded')
    await loading
    expect([await one.get('key'), await two.get('key')]).toEqual(['set', 'set'])
  })

  it('loads itself when the process that has the lock takes too long', PATIENT, async () => {
    run++
    const [one, two] = [await instance(), await instance({ lockWaitMs: 50 })]
    const { promise, resolve } = Promise.withResolvers<string>()
    const { promise: began, resolve: begin } = Promise.withResolvers<void>()
    const slow = one.getOrLoad('key', () => (begin(), promise))
    await began
    expect(await two.getOrLoad('key', () => 'mine')).toBe('mine')
    resolve('late')
    await slow
  })

  it('gives the lock back when loading fails, and serves what Redis still has', PATIENT, async () => {
    run++
    const one = await instance()
    const fail = () => Promise.reject(new Error('database is gone'))
    await expect(one.getOrLoad('new', fail)).rejects.toThrow('database is gone')
    expect(await (await instance()).getOrLoad('new', () => 'value')).toBe('value')
    await one.set('old', 'value', { ttlMs: 1 })
    const two = await instance()
    await expect.poll(() => two.get('old'), PATIENT).toBeUndefined()
    expect(await two.getOrLoad('old', fail)).toBe('value')
    expect(two.statistics().results.grace).toBe(1)
  })

  it('begins anew when Redis has lost everything', PATIENT, async () => {
    run++
    const redis = await connect(shared)
    const [one, two] = [await instance(), await instance()]
    await one.set('key', 'old')
    expect(await two.get('key')).toBe('old')
    await redis.flushall()
    await expect.poll(() => two.get('key'), PATIENT).toBeUndefined()
    await one.set('key', 'new')
    await expect.poll(() => two.get('key'), PATIENT).toBe('new')
    await one.invalidatePrefix('k:')
    await one.invalidateTags(['red'])
    expect(await one.get('key')).toBe('new')
  })

  it.each<[string, (server: TestServer) => unknown, (server: TestServer) => unknown]>([
    ['killed', (server) => server.kill(), (server) => server.start()],
    ['frozen', (server) => server.pause(), (server) => server.resume()],
  ])(
    'goes on without Redis when it is %s: no errors, old values, and nothing invalid afterwards',
    { timeout: 120_000 },
    async (_, stop, goOn) => {
      run++
      await using server = await start()
      const told: string[] = []
      const options = {
        server,
        timeoutMs: 2000,
        ttlMs: 300,
        graceMs: 600_000,
        graceBackoffMs: 1,
        onRedis: (state: string) => told.push(state),
      }
      const [one, two] = [await instance(options), await instance({ ...options, onRedis: () => undefined })]
      const fail = () => Promise.reject(new Error('database is gone'))
      // Both listen now, and have begun anew: what they hold from here on they keep.
      for (const cache of [one, two]) await expect.poll(() => cache.statistics().resyncs, PATIENT).toBe(1)
      for (const key of ['kept', 'deleted'])
        await one.set(key, key, { ttlMs: key === 'deleted' ? 600_000 : 300, graceMs: 600_000 })
      expect(await two.get('deleted')).toBe('deleted')
      await stop(server)
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_unused, at) =>
          one.getOrLoad(at % 2 ? 'kept' : `other:${at}`, at % 2 ? fail : () => 'kept'),
        ),
      )
      expect(new Set(answers)).toEqual(new Set(['kept']))
      expect(await one.delete('deleted')).toBe(false)
      await one.set('set', 'new')
      expect([await one.get('deleted'), await one.get('set')]).toEqual([undefined, 'new'])
      expect(one.statistics()).toMatchObject({ redis: 'gone', pendingInvalidations: 2, results: { error: 0 } })
      await goOn(server)
      await expect.poll(() => told, { timeout: 60_000 }).toEqual(['gone', 'back'])
      expect(one.statistics()).toMatchObject({ redis: 'up', pendingInvalidations: 0 })
      expect(await one.get('deleted')).toBeUndefined()
      await expect.poll(() => two.get('deleted'), { timeout: 60_000 }).toBeUndefined()
      await one.set('after', 1)
      await expect.poll(() => two.get('after'), { timeout: 60_000 }).toBe(1)
    },
  )

  it('goes on, and forgets nothing, when Redis takes no writes', { timeout: 60_000 }, async () => {
    run++
    await using server = await start()
    const client = await connect(server)
    const one = await instance({ server, syncMs: 600_000 })
    await one.set('key', 'old')
    await client.config('SET', 'maxmemory', '1')
    expect(await one.delete('key')).toBe(false)
    expect(await one.getOrLoad('key', () => 'new')).toBe('new')
    await one.set('other', 1)
    expect(await one.get('other')).toBe(1)
    expect(one.statistics()).toMatchObject({ redis: 'up', pendingInvalidations: 2 })
    await client.config('SET', 'maxmemory', '0')
    expect(await one.getOrLoad('more', () => 1)).toBe(1)
    expect(one.statistics()).toMatchObject({ pendingInvalidations: 0 })
    expect(await (await instance({ server })).get('key')).toBeUndefined()
  })

  it(
    'never serves what was there before an invalidation that it knows of, whatever happens',
    { timeout: 120_000 },
    async () => {
      const step = fc.record({
        who: fc.integer({ min: 0, max: 1 }),
        key: fc.constantFrom('a:1', 'a:2', 'b:1'),
        what: fc.constantFrom('read', 'read', 'read together', 'delete', 'tag', 'prefix', 'set', 'clear'),
      })
      const caches = [await instance(), await instance()]
      let rounds = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const round = `${++rounds}`
          /** What the database holds: it only grows. */
          const truth: Record<string, number> = { 'a:1': 0, 'a:2': 0, 'b:1': 0 }
          const tagsOf = (key: string) => ({ tags: [`${round}${key[0]}`] })
          const read = (cache: Cache, key: string) => cache.getOrLoad(round + key, () => truth[key]!, tagsOf(key))
          const write: Record<string, (cache: Cache, key: string) => Promise<unknown>> = {
            delete: (cache, key) => cache.delete(round + key),
            tag: (cache, key) => cache.invalidateTags(tagsOf(key).tags),
            prefix: (cache, key) => cache.invalidatePrefix(`${round}${key[0]}:`),
            set: (cache, key) => cache.set(round + key, truth[key]!, tagsOf(key)),
            clear: (cache) => cache.clear(),
          }
          for (const { who, key, what } of steps) {
            const cache = caches[who]!
            if (!(what in write)) {
              await Promise.all(Array.from({ length: what === 'read' ? 1 : 5 }, () => read(cache, key)))
              continue
            }
            truth[key]!++
            await write[what]!(cache, key)
            expect(await read(cache, key)).toBe(truth[key])
          }
          for (const [key, value] of Object.entries(truth))
            for (const cache of caches)
              await expect.poll(() => read(cache, key), { ...PATIENT, interval: 5 }).toBe(value)
        }),
        { numRuns: 60 },
      )
    },
  )
})
