import type { QueueSchedule, QueueState } from '../../../facts/live/queue-facts.ts'
import { createHash } from 'node:crypto'
import type { RedisConnection } from '../redis/connect-redis.ts'

const HOUR_MS = 3_600_000
const MAX_SCHEDULES = 100

/** How one queue stands. What this user may not ask is an error: a count that was refused is not 0. */
export async function readQueue(
  redis: RedisConnection,
  name: string,
  clients: readonly string[] | undefined,
): Promise<QueueState> {
  const key = (part: string): string => `bull:${name}:${part}`
  const count = async (command: string, part: string, ...words: string[]): Promise<number> =>
    Number(await redis.ask(command, key(part), ...words))
  const since = String(Date.now() - HOUR_MS)
  return {
    name,
    waiting: (await count('LLEN', 'wait')) + (await count('LLEN', 'paused')) + (await count('ZCARD', 'prioritized')),
    active: await count('LLEN', 'active'),
    delayed: await count('ZCARD', 'delayed'),
    completed: await count('ZCARD', 'completed'),
    failed: await count('ZCARD', 'failed'),
    failedLastHour: await count('ZCOUNT', 'failed', since, '+inf'),
    oldestWaitingMs: await oldestWaitingMs(redis, key),
    isPaused: (await redis.ask('HGET', key('meta'), 'paused')) !== null,
    ...(clients && { workers: countWorkers(name, clients) }),
    schedules: await readSchedules(redis, key),
  }
}

/** Jobs enter on the left and leave on the right. */
async function oldestWaitingMs(redis: RedisConnection, key: (part: string) => string): Promise<number> {
  const [id] = (await redis.ask('LRANGE', key('wait'), '-1', '-1')) as string[]
  if (id === undefined) return 0
  const [timestamp, delay] = (await redis.ask('HMGET', key(id), 'timestamp', 'delay')) as string[]
  return timestamp ? Math.max(0, Date.now() - Number(timestamp) - Number(delay ?? 0)) : 0
}

/** Workers of BullMQ name their connection after the queue, in Base64. */
function countWorkers(queue: string, clients: readonly string[]): number {
  const name = `bull:${Buffer.from(queue).toString('base64')}`
  return clients.filter((client) => client === name || client.startsWith(`${name}:w:`)).length
}

async function readSchedules(redis: RedisConnection, key: (part: string) => string): Promise<QueueSchedule[]> {
  const range = ['0', String(MAX_SCHEDULES - 1)]
  const ids = (await redis.ask('ZRANGE', key('repeat'), ...range)) as string[]
  const schedules: QueueSchedule[] = []
  for (const id of ids) {
    const words = ['name', 'pattern', 'every', 'tz', 'data']
    const fields = (await redis.ask('HMGET', key(`repeat:${id}`), ...words)) as (string | null)[]
    const [name, pattern, every, zone, data] = fields
    const rhythm = pattern ?? (every && `every ${every} ms`)
    if (name && rhythm)
      schedules.push({ name, rhythm: [rhythm, zone].filter(Boolean).join(' '), dataKey: digest(data ?? '') })
  }
  return schedules
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12)
}
