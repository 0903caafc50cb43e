import type { KeySample } from '../../../facts/live/redis-facts.ts'
import type { RedisConnection } from './connect-redis.ts'

const MAX_KEYS = 1_000
const MAX_ROUNDS = 40
/** What BullMQ and Bull call their keys. */
const QUEUE_KEY = /^\{?bull\}?:/

/** Looks at a part of the keys, step by step: SCAN holds up nobody, as KEYS does. */
export async function sampleKeys(redis: RedisConnection): Promise<KeySample> {
  const keys = new Set<string>()
  let cursor = '0'
  for (let round = 0; round < MAX_ROUNDS && keys.size < MAX_KEYS; round++) {
    const [next, found] = (await redis.ask('SCAN', cursor, 'COUNT', '100')) as [string, string[]]
    for (const key of found.slice(0, MAX_KEYS - keys.size)) keys.add(key)
    cursor = next
    if (cursor === '0') break
  }
  const others = [...keys].filter((key) => !QUEUE_KEY.test(key))
  const expiries = await Promise.all(others.map((key) => redis.ask('PTTL', key)))
  return {
    keys: keys.size,
    queueKeys: keys.size - others.length,
    withoutExpiry: expiries.filter((expiry) => Number(expiry) === -1).length,
  }
}
