import type { RedisClient } from '../redis/redis-client.ts'
import { redisScript } from '../redis/redis-script.ts'
import type { Rate } from './limit.ts'
import type { Decision } from './verdict.ts'

/**
 * `memory-ledger.ts` in Lua. Redis's own clock counts, so that instances whose clocks differ agree; a key lives until
 * its debt is paid. With a time given from outside it lives a minute longer, as that clock may run slower.
 */
const SCRIPT = redisScript(`
local interval, burst, cost, own = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local now, spare = tonumber(ARGV[5]), 60000
if not now then
  local time = redis.call('TIME')
  now, spare = time[1] * 1000000 + time[2], 0
end
local paidAt = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now + own)
local wanted = paidAt + cost * interval
local allowed = wanted - now <= burst * interval
if allowed then paidAt = wanted end
if allowed or own > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', paidAt), 'PX', math.ceil((paidAt - now) / 1000) + spare + 1)
end
return { allowed and 1 or 0, string.format('%.0f', paidAt - now) }
`)

export interface Attempt {
  key: string
  rate: Rate
  cost: number
  /** Debt that was made while Redis was gone. */
  ownDebtUs: number
  /** Instead of Redis's clock. */
  nowUs?: number
}

export async function takeFromRedis(client: RedisClient, attempt: Attempt): Promise<Decision> {
  const { key, rate, cost, ownDebtUs, nowUs } = attempt
  const words = [rate.intervalUs, rate.burst, cost, ownDebtUs, nowUs ?? '']
  const [allowed, debtUs] = (await SCRIPT.run(client, [key], words)) as [number, string]
  return { allowed: allowed === 1, debtUs: Number(debtUs) }
}
