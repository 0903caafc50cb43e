import { createHash } from 'node:crypto'
import type { RedisClient } from './redis-client.ts'

/** A script that Redis runs as one step. */
export interface RedisScript {
  run: (client: RedisClient, keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>
}

/** Sends the digest of a script, and its text only to a Redis that does not know it (yet, or any more). */
export function redisScript(source: string): RedisScript {
  const digest = createHash('sha1').update(source).digest('hex')
  return {
    run: async (client, keys, args) => {
      try {
        return await client.call('EVALSHA', digest, keys.length, ...keys, ...args)
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
        return client.call('EVAL', source, keys.length, ...keys, ...args)
      }
    },
  }
}
