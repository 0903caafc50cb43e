import { KitError } from '../kit-error.ts'
import type { RedisClient } from '../redis/redis-client.ts'
import { createRedisGate } from '../redis/redis-gate.ts'
import { rateOf, type Limit, type Rate } from './limit.ts'
import { createMemoryLedger } from './memory-ledger.ts'
import { takeFromRedis } from './redis-ledger.ts'
import { toVerdict, type Verdict } from './verdict.ts'

export interface LimiterOptions extends Limit {
  /** Part of the keys on Redis: limiters of one name share what they counted. */
  name: string
  /** Shared by all instances; without it each instance counts for itself. */
  redis?: RedisClient
  /** Longest wait for Redis; after that memory decides. Default 250 ms. */
  timeoutMs?: number
  /** How often a Redis that is gone is asked whether it is back. Default 1 s. */
  retryMs?: number
  /** Keys remembered in memory. Default 100 000. */
  maxKeys?: number
  /** Told when Redis is gone and when it is back. */
  onFallback?: (state: 'memory' | 'redis', error?: Error) => void
  /** Milliseconds since 1970, for tests: instead of the clocks of Redis and of this machine. */
  clock?: () => number
}

export interface LimiterStatistics {
  allowed: number
  refused: number
  /** Decided in memory although there is a Redis. */
  withoutRedis: number
  keysInMemory: number
}

export interface Limiter {
  /** Counts an attempt, if it is allowed. Never fails: without Redis the limit is kept in memory. */
  take: (key: string, cost?: number) => Promise<Verdict>
  readonly name: string
  readonly rate: Rate
  statistics: () => LimiterStatistics
  close: () => void
}

/**
 * Limits how often something happens, by key: at most `burst` at once, and over time no more than `limit` in `perMs`.
 *
 * @example
 * const limiter = createLimiter({ name: 'export', limit: 10, perMs: 3_600_000, redis })
 * const { allowed, retryAfterMs } = await limiter.take(`user:${user.id}`)
 *
 * @throws KitError `SW_ERR_KIT_LIMIT`.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const { name, redis, timeoutMs = 250, retryMs = 1000, maxKeys = 100_000, onFallback, clock } = options
  const rate = rateOf(options)
  const ledger = createMemoryLedger(maxKeys)
  const nowUs = (): number => Math.round((clock ? clock() : performance.timeOrigin + performance.now()) * 1000)
  const counts = { allowed: 0, refused: 0, withoutRedis: 0 }
  const gate =
    redis &&
    createRedisGate({
      client: redis,
      timeoutMs,
      retryMs,
      onChange: (state, error) => onFallback?.(state === 'open' ? 'memory' : 'redis', error),
    })

  function inMemory(key: string, cost: number): Verdict {
    if (redis) counts.withoutRedis++
    return toVerdict(rate, ledger.take(key, rate, cost, nowUs()), cost, 'memory')
  }

  async function onRedis(client: RedisClient, key: string, cost: number): Promise<Verdict> {
    const askedUs = nowUs()
    const attempt = { key: `${name}:${key}`, rate, cost, ownDebtUs: ledger.ownDebtUs(key, askedUs) }
    const answer = await gate?.run(() => takeFromRedis(client, clock ? { ...attempt, nowUs: askedUs } : attempt))
    if (!answer) return inMemory(key, cost)
    ledger.note(key, answer.debtUs, askedUs)
    return toVerdict(rate, answer, cost, 'redis')
  }

  return {
    name,
    rate,
    async take(key, cost = 1) {
      if (!Number.isInteger(cost) || cost < 1) throw new KitError('SW_ERR_KIT_LIMIT', { problem: `a cost of ${cost}` })
      const verdict = redis && gate?.state === 'closed' ? await onRedis(redis, key, cost) : inMemory(key, cost)
      counts[verdict.allowed ? 'allowed' : 'refused']++
      return verdict
    },
    statistics: () => ({ ...counts, keysInMemory: ledger.size }),
    close: () => gate?.close(),
  }
}
