import type { RedisClient } from '../redis/redis-client.ts'
import { redisScript } from '../redis/redis-script.ts'
import type { Rate } from './limit.ts'
import type { Decision } from './verdict.ts'

/**
 * `memory-ledger.ts` in Lua. Redis's own clock counts, so that instances whose clocks differ agree; a key lives until
 * its debt is paid. With a time given from outside it lives a minute longer, as that clock may run slower.
 * The answer is the debt, or below zero when it was refused. Redis writes and answers whole numbers below 2⁵³ as they are.
 */
const SCRIPT = redisScript(`
local cost, capacity, own = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3] or 0)
local now, spare = tonumber(ARGV[4] or ''), 60000
if not now then
  local time = redis.call('TIME')
  now, spare = time[1] * 1000000 + time[2], 0
end
local paidAt = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now + own)
local wanted = paidAt + cost
local allowed = wanted - now <= capacity
if allowed then paidAt = wanted end
if allowed or own > 0 then
  redis.call('SET', KEYS[1], paidAt, 'PX', math.ceil((paidAt - now) / 1000) + spare + 1)
end
return allowed and paidAt - now or now - paidAt - 1
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
  const words = [cost * rate.intervalUs, rate.burst * rate.intervalUs]
  // Each word costs as much as a part of the script.
  if (ownDebtUs > 0 || nowUs !== undefined) words.push(ownDebtUs)
  if (nowUs !== undefined) words.push(nowUs)
  const answer = Number(await SCRIPT.run(client, [key], words))
  return answer >= 0 ? { allowed: true, debtUs: answer } : { allowed: false, debtUs: -answer - 1 }
}
