import { connectRedis, type RedisConnection } from '../redis/connect-redis.ts'
import { redisTarget } from '../redis/redis-target.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import { readQueue } from './read-queue.ts'
import { listClients } from './list-clients.ts'

const MAX_QUEUES = 50
const MAX_ROUNDS = 200

/** Asks about the queues that BullMQ and Bull keep in Redis. Nothing is written, no job is touched. */
export const queues: LiveGatherer<'queues'> = {
  part: 'queues',
  nameOf: ({ redisUrl }) => redisUrl && `queues in ${redisTarget(redisUrl)}`,
  async gather({ redisUrl = '', ca }, _plan, session) {
    await using redis = await connectRedis(redisUrl, session, 'queues', ca)
    const names = await findQueues(redis)
    const clients = await listClients(redis)
    const states = []
    for (const name of names.slice(0, MAX_QUEUES)) states.push(await readQueue(redis, name, clients))
    return { target: redisTarget(redisUrl), queues: states, isCut: names.length > MAX_QUEUES }
  },
}

/** Every queue keeps its settings in `bull:<name>:meta`, and Bull counts its jobs in `bull:<name>:id`. */
async function findQueues(redis: RedisConnection): Promise<string[]> {
  const names = new Set<string>()
  for (const suffix of ['meta', 'id']) {
    let cursor = '0'
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const [next, keys] = (await redis.ask('SCAN', cursor, 'MATCH', `bull:*:${suffix}`, 'COUNT', '500')) as [
        string,
        string[],
      ]
      for (const key of keys) names.add(key.slice('bull:'.length, -suffix.length - 1))
      cursor = next
      if (cursor === '0') break
    }
  }
  return [...names].toSorted()
}
