import type { RedisConnection } from '../redis/connect-redis.ts'

/** Names of the clients that are connected; nothing when this user may not list them. */
export async function listClients(redis: RedisConnection): Promise<string[] | undefined> {
  try {
    const list = String(await redis.ask('CLIENT', 'LIST'))
    return [...list.matchAll(/(?:^|\s)name=(\S*)/gm)].map(([, name = '']) => name)
  } catch {
    return undefined
  }
}
