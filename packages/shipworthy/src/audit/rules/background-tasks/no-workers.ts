import { probed } from '../../derive/evidence.ts'
import { describeQueue } from '../../derive/live/describe-queue.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { queueFacts } from '../live-example-redis.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'background-tasks/no-workers',
  catalogue: 'BG01',
  title: 'Nobody takes jobs off a queue',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'The service accepts work, answers that all is well, and nothing happens: no mail, no invoice, no export. Users notice before any error does.',
  remedies: [
    { for: 'any', effort: 'S', text: 'Start the worker process, and deploy it with the service.' },
    { for: 'any', effort: 'M', text: 'Watch it: a heartbeat of the worker, or an alert on the age of the oldest job.' },
  ],
  references: [{ title: 'BullMQ: workers', url: 'https://docs.bullmq.io/guide/workers' }],
  falsePositives: [
    'Workers that are started only when there is work (scale to zero): suppress it with that reason.',
    'A queue that nothing uses any more: without jobs and schedules it is not judged.',
    'A queue that somebody has paused.',
  ],
  examples: [
    { name: 'two workers', outcome: 'pass', live: running({ queues: queueFacts({ waiting: 3 }) }) },
    {
      name: 'jobs wait, and nobody is there',
      outcome: 'fail',
      severity: 'critical',
      says: 'mail',
      live: running({ queues: queueFacts({ waiting: 3, workers: 0 }, { name: 'exports' }) }),
    },
    {
      name: 'a queue that nothing uses',
      outcome: 'not-applicable',
      live: running({ queues: queueFacts({ workers: 0 }) }),
    },
    {
      name: 'the server does not list its clients',
      outcome: 'unknown',
      live: running({ queues: { ...queueFacts(), queues: [withoutWorkers()] } }),
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
      const used = queues!.queues.filter(
        ({ waiting, active, delayed, schedules, isPaused }) =>
          !isPaused && waiting + active + delayed + schedules.length > 0,
      )
      if (used.length === 0) return notApplicable('no queue has anything to do')
      const known = used.filter(({ workers }) => workers !== undefined)
      if (known.length === 0) return unknown('the server does not list its clients, so workers cannot be counted')
      const deserted = known.filter(({ workers }) => workers === 0)
      if (deserted.length === 0) return pass(known.map(describeQueue), known.length)
      return fail(
        deserted.map((queue) => ({
          message: `no worker is connected to the queue ${queue.name}, and it has work`,
          evidence: [describeQueue(queue), probed('CLIENT LIST', 'no client is named after the queue')],
          key: queue.name,
        })),
        known.length - deserted.length,
      )
    },
  },
})

function withoutWorkers(): ReturnType<typeof queueFacts>['queues'][number] {
  const { workers: _, ...queue } = queueFacts({ waiting: 1 }).queues[0]!
  return queue
}
