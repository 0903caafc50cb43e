import { KitError } from '../kit-error.ts'
import type { RedisClient, RedisWithMessages } from '../redis/redis-client.ts'

export interface CacheOptions {
  /** Begins the keys on Redis, and names the cache in metrics: instances that share a name share what they cached. */
  name: string
  /**
   * The second tier; an ioredis client. Without it, or while it is gone, the cache works in memory. Give it
   * `enableOfflineQueue: false` and `maxRetriesPerRequest: 1`. All keys have to be on one server: no Redis Cluster.
   */
  redis?: RedisClient | RedisWithMessages
  /** How long a value is fresh. Default 60 s. */
  ttlMs?: number
  /** How long after that it is still served when loading fails. Default 1 h; 0 for never. */
  graceMs?: number
  /** After loading failed and an old value was served, how long before it is loaded again. Default 2 s. */
  graceBackoffMs?: number
  /** Values in memory. Default 10 000. */
  maxEntries?: number
  /** Bytes in memory, about. Default 64 MiB. */
  maxBytes?: number
  /** Longest time for loading. Default 30 s. */
  loadTimeoutMs?: number
  /** Longest wait for a value that another process loads, before it is loaded here as well. Default 5 s. */
  lockWaitMs?: number
  /** Longest time for which anything may be fresh and in grace. Default 24 h; an invalidation is remembered so long. */
  maxLifeMs?: number
  /** Longest wait for Redis. Default 250 ms. */
  timeoutMs?: number
  /** How often a Redis that is gone is asked whether it is back. Default 1 s. */
  retryMs?: number
  /** How often it is made sure that no invalidation was missed. Default 2 s. */
  syncMs?: number
  /** Told when Redis goes and comes back. */
  onRedis?: (state: 'gone' | 'back', error?: Error) => void
  /** Told when loading failed and an old value was served instead. */
  onGrace?: (key: string, error: unknown) => void
  /** Milliseconds that never run backwards, for tests of what is in memory. */
  clock?: () => number
}

/** Of one value. */
export interface EntryOptions<T = unknown> {
  ttlMs?: number
  graceMs?: number
  /** Words to invalidate it by. */
  tags?: readonly string[] | ((value: T) => readonly string[])
}

export type ResolvedOptions = Omit<Required<CacheOptions>, 'redis' | 'onRedis' | 'onGrace'> &
  Pick<CacheOptions, 'redis' | 'onRedis' | 'onGrace'>

/** @throws KitError `SW_ERR_KIT_CACHE_OPTION`. */
export function resolveOptions(options: CacheOptions): ResolvedOptions {
  const resolved = {
    ttlMs: 60_000,
    graceMs: 3_600_000,
    graceBackoffMs: 2000,
    maxEntries: 10_000,
    maxBytes: 64 * 1024 ** 2,
    loadTimeoutMs: 30_000,
    lockWaitMs: 5000,
    maxLifeMs: 24 * 3_600_000,
    timeoutMs: 250,
    retryMs: 1000,
    syncMs: 2000,
    clock: () => performance.now(),
    ...options,
  }
  for (const [name, value] of Object.entries(resolved))
    if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) throw wrong(`${name} is ${value}`)
  if (!/^[\w.-]{1,64}$/.test(resolved.name))
    throw wrong(`the name "${resolved.name}" has other characters than letters, digits, . _ -`)
  checkLife(resolved, resolved)
  return resolved
}

/** @throws KitError `SW_ERR_KIT_CACHE_OPTION` when a value would outlive the memory of its invalidation. */
export function checkLife(
  { ttlMs, graceMs }: { ttlMs: number; graceMs: number },
  { maxLifeMs }: { maxLifeMs: number },
): void {
  if (!(ttlMs > 0) || !(graceMs >= 0)) throw wrong(`ttlMs is ${ttlMs}, graceMs is ${graceMs}`)
  if (ttlMs + graceMs > maxLifeMs)
    throw wrong(`ttlMs and graceMs together are ${ttlMs + graceMs}, and maxLifeMs is ${maxLifeMs}`)
}

function wrong(problem: string): KitError {
  return new KitError('SW_ERR_KIT_CACHE_OPTION', { problem })
}
