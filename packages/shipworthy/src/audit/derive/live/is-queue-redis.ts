import type { RedisFacts } from '../../facts/live/redis-facts.ts'
import type { JobsView } from '../jobs/jobs-view.ts'

/** Whether jobs are kept in it: their keys are there, or the code makes queues that live in Redis. */
export function isQueueRedis({ sample }: RedisFacts, { queues, workers }: JobsView): boolean {
  const isInRedis = ({ library }: { library: string }): boolean => /^(bullmq|bull|bee-queue)$/.test(library)
  return (sample?.queueKeys ?? 0) > 0 || [...queues, ...workers].some(isInRedis)
}
