import type { HealthCheck } from '../check.ts'
import { readNumber, refuse } from '../options/read-option.ts'
import { createBullmqProbe, type BullQueue } from '../probes/bullmq.ts'
import { queueThresholds, type QueueOptions } from './parts/queue-options.ts'
import { remoteCheck } from './parts/remote-check.ts'

export interface BullmqOptions extends QueueOptions {
  queue: BullQueue
  /** Fewer connected workers are critical; 1 by default. */
  minWorkers?: number
  /** A warning, over the last ten failures that are kept; 10 by default. */
  maxFailedPerMinute?: number
}

/**
 * Whether a queue of BullMQ or Bull is worked off: jobs waiting, how long the oldest has, failures, workers.
 *
 * @example
 * bullmq({ queue, kind: 'monitor', maxWaiting: 5_000, maxOldest: '5m', minWorkers: 1 })
 */
export function bullmq(options: BullmqOptions): HealthCheck {
  const { queue, minWorkers = 1, maxFailedPerMinute = 10 } = options
  if (typeof queue?.getJobCounts !== 'function') refuse('bullmq.queue', 'a queue of BullMQ', queue)
  const probe = createBullmqProbe(queue)
  return remoteCheck('bullmq', {
    name: `bullmq:${queue.name.replace(/[^\w.-]/g, '-')}`,
    options,
    thresholds: {
      ...queueThresholds('bullmq', options),
      workers: { critical: readNumber(minWorkers, 'bullmq.minWorkers') - 1, when: 'below' },
      failedPerMinute: { warning: readNumber(maxFailedPerMinute, 'bullmq.maxFailedPerMinute') },
    },
    async run({ signal, measure }) {
      const { isPaused, oldestWaitingMs, failedPerMinute, ...counts } = await probe(signal)
      for (const [name, count] of Object.entries(counts)) measure(name, count)
      measure('failedPerMinute', failedPerMinute)
      // Nobody is expected to work on a paused queue.
      measure('oldestWaiting', isPaused ? 0 : oldestWaitingMs, 'ms')
      return { value: counts.waiting, unit: 'jobs', ...(isPaused && { metadata: { isPaused } }) }
    },
  })
}
