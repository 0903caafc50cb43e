import type { HealthCheck } from '../check.ts'
import { readText, refuse } from '../options/read-option.ts'
import { createPgBossProbe, type PgBossClient } from '../probes/pg-boss.ts'
import { queueThresholds, type QueueOptions } from './parts/queue-options.ts'
import { remoteCheck } from './parts/remote-check.ts'

export interface PgBossOptions extends QueueOptions {
  boss: PgBossClient
  queue: string
  /** `pgboss` by default. */
  schema?: string
}

/**
 * Whether a queue of pg-boss is worked off: jobs that could run, and how long the oldest could have.
 *
 * @example
 * pgBoss({ boss, queue: 'invoices', maxWaiting: 1_000, maxOldest: '10m' })
 */
export function pgBoss(options: PgBossOptions): HealthCheck {
  const { boss, schema = 'pgboss' } = options
  if (typeof boss?.getDb !== 'function') refuse('pgBoss.boss', 'pg-boss from version 10', boss)
  const queue = readText(options.queue, 'pgBoss.queue')
  const probe = createPgBossProbe(boss, queue, schema)
  return remoteCheck('pgBoss', {
    name: `pg-boss:${queue.replace(/[^\w.-]/g, '-')}`,
    options,
    thresholds: queueThresholds('pgBoss', options),
    async run({ signal, measure }) {
      const { waiting, oldestWaitingMs } = await probe(signal)
      measure('waiting', waiting, 'jobs')
      measure('oldestWaiting', oldestWaitingMs, 'ms')
      return { value: waiting, unit: 'jobs' }
    },
  })
}
