import { describeQueue } from '../../derive/live/describe-queue.ts'
import { running, silent } from '../live-example-kit.ts'
import { queueFacts } from '../live-example-redis.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

/** Within an hour. */
const MAX_FAILURES = 10

export default defineRule({
  id: 'background-tasks/failed-growing',
  catalogue: 'BG07',
  title: 'Jobs keep failing',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'A job that has failed for the last time is work that somebody was promised. When ten an hour end there, something they depend on is broken, and nobody has been told.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Look at the reasons (`failedReason` of the jobs), mend them, and run the jobs again.',
    },
    { for: 'any', effort: 'S', text: 'Alert on the number of failed jobs.' },
  ],
  references: [{ title: 'BullMQ: retrying failing jobs', url: 'https://docs.bullmq.io/guide/retrying-failing-jobs' }],
  falsePositives: ['Failures of long ago that are only kept: those of the last hour count.'],
  examples: [
    {
      name: 'old failures',
      outcome: 'pass',
      live: running({ queues: queueFacts({ failed: 900, failedLastHour: 2 }) }),
    },
    {
      name: 'forty within an hour',
      outcome: 'fail',
      says: '40 jobs of mail',
      live: running({ queues: queueFacts({ failed: 900, failedLastHour: 40 }) }),
    },
    { name: 'no queues', outcome: 'not-applicable', live: running({ queues: queueFacts() }) },
    { name: 'it does not answer', outcome: 'unknown', live: silent('queues') },
  ],
  live: {
    parts: ['queues'],
    evaluate({ queues }) {
      const all = queues!.queues
      if (all.length === 0) return notApplicable('no queue was found')
      const failing = all.filter(({ failedLastHour }) => failedLastHour >= MAX_FAILURES)
      if (failing.length === 0) return pass(all.map(describeQueue), all.length)
      return fail(
        failing.map((queue) => ({
          message: `${queue.failedLastHour} jobs of ${queue.name} failed within the last hour`,
          evidence: [describeQueue(queue)],
          key: queue.name,
        })),
        all.length - failing.length,
      )
    },
  },
})
