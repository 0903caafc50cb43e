import type { QueueFacts, QueueState } from '../facts/live/queue-facts.ts'
import type { RedisFacts } from '../facts/live/redis-facts.ts'

/** A Redis that is in order, and what is different about it. */
export function redisFacts(different: Partial<RedisFacts> = {}): RedisFacts {
  return {
    target: 'cache.internal:6379/0',
    network: 'private',
    encrypted: false,
    hasPassword: true,
    isOpen: false,
    version: '7.4.1',
    role: 'master',
    connectedReplicas: 0,
    uptimeSeconds: 1_000_000,
    usedBytes: 50_000_000,
    maxBytes: 256_000_000,
    policy: 'allkeys-lru',
    snapshots: true,
    appendOnly: true,
    hits: 95_000,
    misses: 5_000,
    sample: { keys: 400, queueKeys: 0, withoutExpiry: 10 },
    ...different,
  }
}

/** A Redis whose user may not send INFO. */
export const WITHOUT_INFO: RedisFacts = {
  target: 'cache.internal:6379/0',
  network: 'private',
  encrypted: false,
  hasPassword: true,
  isOpen: false,
}

export function queueFacts(...queues: Partial<QueueState>[]): QueueFacts {
  return {
    target: 'cache.internal:6379/0',
    isCut: false,
    queues: queues.map((queue) => ({
      name: 'mail',
      waiting: 0,
      active: 0,
      delayed: 0,
      completed: 100,
      failed: 0,
      failedLastHour: 0,
      oldestWaitingMs: 0,
      isPaused: false,
      workers: 2,
      schedules: [],
      ...queue,
    })),
  }
}
