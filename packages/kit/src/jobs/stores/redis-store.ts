import { Queue, Worker } from 'bullmq'
import type { Redis, RedisOptions } from 'ioredis'
import type { JobStore } from '../job-store.ts'

export interface RedisStoreOptions {
  /** `redis://…` or `rediss://…`. It should keep data on disk (`appendonly yes`) and evict nothing (`noeviction`). */
  url: string
  /** Beside the defaults. */
  redis?: RedisOptions
  /** Told of connections that fail; they are made again by themselves. */
  onError?: (error: Error) => void
}

/**
 * Keeps jobs in Redis: the fastest store, for production.
 *
 * @example
 * createJobs({ store: redisStore({ url: config.REDIS_URL }), tasks })
 */
export function redisStore({ url, redis, onError = () => undefined }: RedisStoreOptions): JobStore {
  let asking: Redis | undefined
  let working: Redis | undefined

  async function open(): Promise<void> {
    // Only now, so that who keeps jobs elsewhere needs no client of Redis.
    const { Redis } = await import('ioredis')
    // Who enqueues is a request, and is told at once when Redis is gone; a worker waits until it is back.
    asking = new Redis(url, { ...redis, enableOfflineQueue: false, maxRetriesPerRequest: 1 }).on('error', onError)
    working = new Redis(url, { ...redis, maxRetriesPerRequest: null }).on('error', onError)
    await readyOrFailed(asking)
  }

  return {
    kind: 'redis',
    open,
    queue: (name) => new Queue(name, { connection: asking! }),
    worker: (name, processor, settings) => new Worker(name, processor, { ...settings, connection: working! }),
    close: async () => {
      asking?.disconnect()
      working?.disconnect()
    },
  }
}

function readyOrFailed(client: Redis): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => void client.off('ready', onReady).off('error', onError)
    const onReady = (): void => {
      settle()
      resolve()
    }
    const onError = (error: Error): void => {
      settle()
      reject(error)
    }
    client.on('ready', onReady).on('error', onError)
  })
}
