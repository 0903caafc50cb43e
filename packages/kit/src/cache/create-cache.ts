import { randomUUID } from 'node:crypto'
import type { MetricFamily } from '../metrics/metric-family.ts'
import { createRedisGate } from '../redis/redis-gate.ts'
import { resolveOptions, type CacheOptions, type EntryOptions } from './cache-options.ts'
import {
  cacheMetrics,
  createCounts,
  hitRatioOf,
  resultsOf,
  type CacheResult,
  type CacheStatistics,
} from './cache-statistics.ts'
import { createFlights } from './flights.ts'
import { EVERYTHING, prefixInvalidation, type Invalidation } from './invalidation.ts'
import { createInvalidationFeed } from './invalidation-feed.ts'
import { createLocalTier, type LocalEntry } from './local-tier.ts'
import { lifeOf, loadOnce, localEntry, tagsFor, toJson, toLocal, type Landed, type Load } from './load-once.ts'
import { createPendingInvalidations } from './pending-invalidations.ts'
import { channelOf, createRemoteTier, type RemoteTier } from './remote-tier.ts'

export interface Cache {
  /**
   * The value of a key, loaded when there is none: once, however many ask, here and in other processes. What comes back is
   * always what JSON makes of the value, and the caller's own. `undefined` is not cached; `null` is.
   */
  getOrLoad: <T>(key: string, load: Load<T>, options?: EntryOptions<T>) => Promise<T>
  get: <T>(key: string) => Promise<T | undefined>
  set: <T>(key: string, value: T, options?: EntryOptions<T>) => Promise<void>
  /**
   * What is invalidated is served to nobody any more, in grace neither. True when all instances will hear of it; false when
   * Redis is gone: it hears of it when it is back, if this process lives until then.
   */
  delete: (key: string) => Promise<boolean>
  invalidateTags: (tags: readonly string[]) => Promise<boolean>
  /** Everything whose key begins with it. A prefix ends with `:`, so that `user:1:` is none of `user:17:orders`. */
  invalidatePrefix: (prefix: string) => Promise<boolean>
  clear: () => Promise<boolean>
  statistics: () => CacheStatistics
  metrics: () => MetricFamily[]
  /** Ends its connection for messages; the client it was given is its owner's. */
  close: () => void
}

/**
 * A cache of two tiers: what was used last in the memory of the process, and everything on Redis for all processes.
 *
 * @example
 * const cache = createCache({ name: 'shop', redis, ttlMs: 60_000 })
 * const product = await cache.getOrLoad(`product:${id}`, () => findProduct(id), { tags: ['products'] })
 * await cache.invalidateTags(['products'])
 *
 * @throws KitError `SW_ERR_KIT_CACHE_OPTION`; `SW_ERR_KIT_CACHE_VALUE` for what is no JSON.
 */
export function createCache(given: CacheOptions): Cache {
  const options = resolveOptions(given)
  const { name, redis, clock, timeoutMs, retryMs, onRedis } = options
  const counts = createCounts()
  const local = createLocalTier(options)
  const flights = createFlights<Landed>()
  const pending = createPendingInvalidations()
  const gate =
    redis &&
    createRedisGate({
      client: redis,
      timeoutMs,
      retryMs,
      onBack,
      onChange: (state, error) => onRedis?.(state === 'open' ? 'gone' : 'back', error),
    })
  const namespace = `cache:${name}`
  const instance = randomUUID()
  const remote: RemoteTier | undefined =
    redis &&
    gate &&
    createRemoteTier({
      client: redis,
      gate,
      namespace,
      instance,
      maxLifeMs: options.maxLifeMs,
      maxLoadMs: options.loadTimeoutMs,
    })
  const feed =
    redis &&
    remote &&
    createInvalidationFeed({
      client: redis,
      channel: channelOf(namespace),
      instance,
      syncMs: options.syncMs,
      readEpoch: remote.readEpoch,
      onInvalidation: forget,
      onMissed: () => {
        counts.resyncs++
        forget(EVERYTHING)
      },
    })

  async function onBack(): Promise<void> {
    if (!remote) return
    await pending.flush(remote.invalidateNow)
    feed?.sync(await remote.readEpochNow())
  }

  /** Redis may be believed once it has heard of everything that was invalidated here. */
  async function trusted(): Promise<RemoteTier | undefined> {
    if (!remote || gate?.state === 'open') return undefined
    if (pending.size > 0) await gate?.run(() => pending.flush(remote.invalidateNow))
    return pending.size === 0 ? remote : undefined
  }

  /** In this process: what is in memory, and what is on its way there. */
  function forget(invalidation: Invalidation): void {
    flights.overtake(invalidation)
    if (invalidation.kind === 'key') local.delete(invalidation.name)
    else if (invalidation.kind === 'tag') local.deleteTag(invalidation.name)
    else local.deletePrefix(invalidation.name)
  }

  async function invalidate(invalidation: Invalidation): Promise<boolean> {
    counts.invalidations++
    forget(invalidation)
    if (!remote) return true
    const epoch = await remote.invalidate(invalidation)
    if (epoch === undefined) pending.add(invalidation)
    // What was read from Redis while it had not heard.
    forget(invalidation)
    return epoch !== undefined
  }

  function fresh(key: string, nowMs: number): { entry: LocalEntry | undefined; isFresh: boolean } {
    const entry = local.get(key, nowMs)
    return { entry, isFresh: entry !== undefined && nowMs < entry.freshUntilMs }
  }

  function answer<T>(json: string | undefined, result: CacheResult, beganMs: number): T {
    counts.results[result].observe(performance.now() - beganMs)
    return (json === undefined ? undefined : JSON.parse(json)) as T
  }

  async function getOrLoad<T>(key: string, load: Load<T>, entryOptions: EntryOptions<T> = {}): Promise<T> {
    const beganMs = performance.now()
    const { entry, isFresh } = fresh(key, clock())
    if (isFresh) return answer(entry?.json, 'memory', beganMs)
    try {
      const landed = await flights.join(key, (flight) =>
        loadOnce({ options, local, trusted, counts }, flight, load, entryOptions, entry),
      )
      return answer(landed.json, landed.result, beganMs)
    } catch (error) {
      answer(undefined, 'error', beganMs)
      throw error
    }
  }

  async function get<T>(key: string): Promise<T | undefined> {
    const beganMs = performance.now()
    const { entry, isFresh } = fresh(key, clock())
    if (isFresh) return answer(entry?.json, 'memory', beganMs)
    const found = await flights.alone(key, async (flight) => {
      const read = await (await trusted())?.readValid(key)
      if (!read || read.freshMs <= 0) return undefined
      if (!flight.isOvertaken) local.set(key, toLocal(read, clock()))
      return read.json
    })
    return answer(found, found === undefined ? 'miss' : 'redis', beganMs)
  }

  async function set<T>(key: string, value: T, entryOptions: EntryOptions<T> = {}): Promise<void> {
    const json = toJson(key, value)
    const invalidation: Invalidation = { kind: 'key', name: key }
    if (json === undefined) return void (await invalidate(invalidation))
    const entry = { json, tags: tagsFor(entryOptions, value), ...lifeOf(entryOptions, options) }
    forget(invalidation)
    local.set(key, localEntry(entry, clock()))
    if (!remote) return
    if ((await (await trusted())?.set(key, entry)) === undefined) pending.add(invalidation)
  }

  return {
    getOrLoad,
    get,
    set,
    delete: (key) => invalidate({ kind: 'key', name: key }),
    invalidateTags: async (tags) => {
      const told = await Promise.all([...new Set(tags)].map((tag) => invalidate({ kind: 'tag', name: tag })))
      return told.every(Boolean)
    },
    invalidatePrefix: async (prefix) => invalidate(prefixInvalidation(prefix)),
    clear: () => invalidate(EVERYTHING),
    statistics,
    metrics: () => cacheMetrics(name, statistics(), counts),
    close: () => {
      feed?.close()
      gate?.close()
    },
  }

  function statistics(): CacheStatistics {
    const results = resultsOf(counts)
    return {
      results,
      hitRatio: hitRatioOf(results),
      loads: counts.loads,
      loadErrors: counts.loadErrors,
      invalidations: counts.invalidations,
      pendingInvalidations: pending.size,
      resyncs: counts.resyncs,
      entries: local.size,
      bytes: local.bytes,
      evictions: local.evictions,
      redis: !gate ? 'none' : gate.state === 'open' ? 'gone' : 'up',
      redisErrors: gate?.errors ?? 0,
    }
  }
}
