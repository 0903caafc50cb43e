import type { RedisFacts } from '../../../facts/live/redis-facts.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import type { LiveSession } from '../live-session.ts'
import { networkOf } from '../database/network-of.ts'
import { connectRedis, type RedisConnection } from './connect-redis.ts'
import { readInfo } from './read-info.ts'
import { redisTarget } from './redis-target.ts'
import { sampleKeys } from './sample-keys.ts'

/** Asks Redis about itself. Nothing is written. */
export const redis: LiveGatherer<'redis'> = {
  part: 'redis',
  nameOf: ({ redisUrl }) => redisUrl && `redis ${redisTarget(redisUrl)}`,
  async gather({ redisUrl = '', ca }, _plan, session) {
    await using connection = await connectRedis(redisUrl, session, 'redis', ca)
    const { protocol, password } = new URL(redisUrl)
    const address = connection.remoteAddress()
    return {
      target: redisTarget(redisUrl),
      network: address === undefined ? 'unknown' : networkOf(address),
      encrypted: protocol === 'rediss:',
      hasPassword: password !== '',
      ...(await openness(redisUrl, session, ca)),
      ...(await describeServer(connection)),
      ...(await limits(connection)),
      ...(await orNothing(async () => ({ sample: await sampleKeys(connection) }))),
    }
  },
}

/** Whether anybody is let in: a second connection, without the password. */
async function openness(url: string, session: LiveSession, ca?: string): Promise<Pick<RedisFacts, 'isOpen'>> {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  try {
    await using _ = await connectRedis(bare.href, session, 'redis', ca)
    return { isOpen: true }
  } catch (error) {
    return (error as { silence?: string }).silence === 'authentication' ? { isOpen: false } : {}
  }
}

async function describeServer(connection: RedisConnection): Promise<Partial<RedisFacts>> {
  const info = readInfo(String(await connection.ask('INFO').catch(() => '')))
  const number = (key: string): number | undefined => (info.has(key) ? Number(info.get(key)) : undefined)
  const role = info.get('role')
  return withoutAbsent({
    version: info.get('redis_version'),
    role: role === 'master' || role === 'slave' ? role : undefined,
    connectedReplicas: number('connected_slaves'),
    uptimeSeconds: number('uptime_in_seconds'),
    usedBytes: number('used_memory'),
    maxBytes: number('maxmemory'),
    policy: info.get('maxmemory_policy'),
    appendOnly: info.has('aof_enabled') ? info.get('aof_enabled') === '1' : undefined,
    hits: number('keyspace_hits'),
    misses: number('keyspace_misses'),
  })
}

/** What INFO does not say. Managed servers refuse CONFIG; then it stays unknown. */
async function limits(connection: RedisConnection): Promise<Partial<RedisFacts>> {
  return orNothing(async () => {
    const [, save = ''] = (await connection.ask('CONFIG', 'GET', 'save')) as string[]
    return { snapshots: save !== '' }
  })
}

async function orNothing<T extends object>(ask: () => Promise<T>): Promise<T | Record<string, never>> {
  try {
    return await ask()
  } catch {
    // Refused to this user: the facts stay without it.
    return {}
  }
}

function withoutAbsent<T extends object>(record: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never
}
