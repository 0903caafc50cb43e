import { singleCall } from './parts/single-call.ts'

/** A client of ioredis or node-redis. */
export interface RedisClient {
  ping(): PromiseLike<unknown>
  info(section: string): PromiseLike<unknown>
  /** ioredis. */
  status?: string
  /** node-redis. */
  isReady?: boolean
}

export interface RedisNumbers {
  usedBytes?: number
  /** Absent without a limit. */
  limitBytes?: number
  /** What happens at the limit: `noeviction` refuses writes. */
  policy?: string
  role?: string
  /** Only of a replica: whether it is connected to its master. */
  hasMaster?: boolean
}

/** PING, then INFO of memory and replication, which a user may be forbidden. */
export function createRedisProbe(client: RedisClient): (signal: AbortSignal) => Promise<RedisNumbers> {
  const ask = singleCall(async () => {
    // Without a connection both clients keep the command for later, and say nothing.
    if (client.isReady === false || /^(reconnecting|close|end)$/.test(client.status ?? ''))
      throw new Error(`the client is not connected${client.status ? ` (${client.status})` : ''}`)
    const [, memory, replication] = await Promise.all([
      client.ping(),
      Promise.resolve(client.info('memory')).catch(nothing),
      Promise.resolve(client.info('replication')).catch(nothing),
    ])
    return readInfo(`${String(memory)}\n${String(replication)}`)
  })
  return ask
}

function nothing(): void {}

function readInfo(info: string): RedisNumbers {
  const field = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  const [used, limit, policy, role] = [
    field('used_memory'),
    field('maxmemory'),
    field('maxmemory_policy'),
    field('role'),
  ]
  const link = field('master_link_status')
  return {
    ...(used && { usedBytes: Number(used) }),
    ...(Number(limit) > 0 && { limitBytes: Number(limit) }),
    ...(policy && { policy }),
    ...(role && { role }),
    ...(link && { hasMaster: link === 'up' }),
  }
}
