import { describeQueue } from '../../derive/live/describe-queue.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { queueFacts } from '../live-example-redis.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

const MINUTE_MS = 60_000
const WARNING_MS = 5 * MINUTE_MS
/** A nightly batch may well take an hour to work off; half a day is an outage of whatever the jobs are for. */
const CRITICAL_MS = 12 * 60 * MINUTE_MS

export default defineRule({
  id: 'background-tasks/backlog',
  catalogue: 'BG06',
  title: 'Jobs wait too long',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'A queue that grows faster than it is worked off never catches up by itself: confirmations come hours late, and Redis fills up with what waits.',
  remedies: [
    { for: 'any', effort: 'S', text: 'Add workers, or raise their concurrency if they mostly wait for others.' },
    { for: 'any', effort: 'M', text: 'Give urgent jobs a queue of their own, so that a batch does not hold them up.' },
  ],
  references: [{ title: 'BullMQ: concurrency', url: 'https://docs.bullmq.io/guide/workers/concurrency' }],
  falsePositives: [
    'Nightly batches: a warning from 5 minutes on, critical only when the oldest job has waited for 12 hours.',
    'A queue that somebody has paused.',
  ],
  examples: [
    {
      name: 'worked off at once',
      outcome: 'pass',
      live: running({ queues: queueFacts({ waiting: 1, oldestWaitingMs: 900 }) }),
    },
    {
      name: 'seven minutes',
      outcome: 'fail',
      severity: 'warning',
      says: '7 minutes',
      live: running({ queues: queueFacts({ waiting: 80, oldestWaitingMs: 7 * MINUTE_MS }) }),
    },
    {
      name: 'a day',
      outcome: 'fail',
      severity: 'critical',
      live: running({ queues: queueFacts({ waiting: 80, oldestWaitingMs: 24 * 60 * MINUTE_MS }) }),
    },
    {
      name: 'paused',
      outcome: 'not-applicable',
      live: running({ queues: queueFacts({ waiting: 80, oldestWaitingMs: CRITICAL_MS, isPaused: true }) }),
    },
    { name: 'it does not answer', outcome: 'unknown', live: silent('queues') },
    {
      name: 'no Redis was named',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
  ],
  live: {
    parts: ['queues'],
    evaluate({ queues }) {
      const open = queues!.queues.filter(({ isPaused }) => !isPaused)
      if (open.length === 0) return notApplicable('no queue that is not paused')
      const late = open.filter(({ oldestWaitingMs }) => oldestWaitingMs >= WARNING_MS)
      if (late.length === 0) return pass(open.map(describeQueue), open.length)
      return fail(
        late.map((queue) => ({
          message: `the oldest job of ${queue.name} has waited for ${Math.floor(queue.oldestWaitingMs / MINUTE_MS)} minutes`,
          severity: queue.oldestWaitingMs >= CRITICAL_MS ? 'critical' : 'warning',
          evidence: [describeQueue(queue)],
          key: queue.name,
        })),
        open.length - late.length,
      )
    },
  },
})
