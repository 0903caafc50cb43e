import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'

/** For requests: an answer at once, or none. Jobs have connections of their own, which wait. */
export function openRedis(config: Config, log: Logger): Redis | undefined {
  if (config.REDIS_URL === undefined) return undefined
  const redis = new Redis(config.REDIS_URL, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 5000,
    commandTimeout: 2000,
    // A Redis that is gone is looked for again and again, but never often.
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2000),
  })
  // Its users notice by themselves; this keeps the error from ending the process.
  redis.on('error', (error) => log.debug({ err: error }, 'Redis'))
  return redis
}
