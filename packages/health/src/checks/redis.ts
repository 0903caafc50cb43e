import type { HealthCheck } from '../check.ts'
import { refuse } from '../options/read-option.ts'
import { createRedisProbe, type RedisClient } from '../probes/redis.ts'
import { remoteCheck, type RemoteOptions } from './parts/remote-check.ts'

export interface RedisOptions extends RemoteOptions {
  client: RedisClient
  /** What it must be: a master that became a replica refuses every write. */
  role?: 'master' | 'slave'
}

/**
 * Whether Redis or Valkey answers, and whether its memory lasts: without eviction, a full one refuses writes.
 *
 * @example
 * redis({ client: redis, name: 'sessions', kind: 'readiness', onFail: 'critical' })
 */
export function redis(options: RedisOptions): HealthCheck {
  const { client, role: wanted } = options
  if (typeof client?.ping !== 'function') refuse('redis.client', 'a client of ioredis or node-redis', client)
  const probe = createRedisProbe(client)
  return remoteCheck('redis', {
    name: 'redis',
    options,
    thresholds: { memoryUsage: { warning: 80, critical: 95, clear: 75 } },
    async run({ signal, measure }) {
      const { usedBytes, limitBytes, policy, role, hasMaster } = await probe(signal)
      if (usedBytes !== undefined) measure('memoryUsed', usedBytes, 'bytes')
      // With eviction a full memory is how it is meant to be.
      if (usedBytes !== undefined && limitBytes && policy === 'noeviction')
        measure('memoryUsage', (100 * usedBytes) / limitBytes, 'percent')
      const metadata = role ? { metadata: { role } } : {}
      if (wanted && role && role !== wanted)
        return { status: 'critical', message: `it is a ${role} and should be a ${wanted}`, ...metadata }
      if (hasMaster === false) return { status: 'warning', message: 'the replica has lost its master', ...metadata }
      return metadata
    },
  })
}
