import { Redis } from 'ioredis'
import { createLimiter } from '../../packages/kit/src/limits/create-limiter.ts'
import type { BenchContext, BenchRow, BenchSuite } from './bench-row.ts'
import { measureRates, type Candidate } from './measure-rates.ts'

interface OtherLimiter {
  consume: (key: string) => Promise<unknown>
}

/** What is used of rate-limiter-flexible. */
interface OtherLibrary {
  RateLimiterMemory: new (options: object) => OtherLimiter
  RateLimiterRedis: new (options: object) => OtherLimiter
}

/** Nothing is refused: a refusal of the other library is an exception, and that is another price. */
const LIMIT = { limit: 1_000_000, perMs: 1000 }
const OTHER_LIMIT = { points: LIMIT.limit, duration: 1 }
const KEYS = 1000

export const limitsSuite: BenchSuite = { name: 'limits', beside: 'rate-limiter-flexible', run }

async function run({ redis: server, load }: BenchContext): Promise<BenchRow[]> {
  const other = (await load('rate-limiter-flexible')) as OtherLibrary | undefined
  const inMemory = createLimiter({ name: 'memory', ...LIMIT })
  const rows = [
    await compare('in memory', (key) => inMemory.take(key), other && new other.RateLimiterMemory(OTHER_LIMIT)),
  ]
  if (!server) return rows
  const redis = new Redis(server.url)
  const onRedis = createLimiter({ name: 'redis', ...LIMIT, redis, timeoutMs: 10_000 })
  const theirs = other && new other.RateLimiterRedis({ ...OTHER_LIMIT, storeClient: redis })
  rows.push(await compare('on Redis', (key) => onRedis.take(key), theirs))
  const { withoutRedis } = onRedis.statistics()
  if (withoutRedis > 0)
    throw new Error(`${withoutRedis} were decided without Redis: the machine is too busy to measure`)
  onRedis.close()
  redis.disconnect()
  return rows
}

async function compare(what: string, take: (key: string) => Promise<unknown>, other?: OtherLimiter): Promise<BenchRow> {
  let at = 0
  const next = (): string => `key:${at++ % KEYS}`
  const candidates: Record<string, Candidate> = {
    ours: () => take(next()),
    ...(other && { theirs: () => other.consume(next()) }),
  }
  const { ours, theirs } = await measureRates(candidates)
  return { what: `decisions ${what}`, ours: ours!, unit: '1/s', ...(theirs !== undefined && { theirs }) }
}
