import { probed } from '../../derive/evidence.ts'
import type { QueueSchedule, QueueState } from '../../facts/live/queue-facts.ts'
import { running, silent } from '../live-example-kit.ts'
import { queueFacts } from '../live-example-redis.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

const NIGHTLY: QueueSchedule = { name: 'report', rhythm: '0 3 * * *', dataKey: 'a' }

export default defineRule({
  id: 'background-tasks/duplicate-repeatable',
  catalogue: 'BG14',
  title: 'The same job is scheduled twice',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Schedules live in Redis and outlive deploys: one whose id was changed runs beside its successor. Reports go out twice, and customers are charged twice.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Give each schedule an id that stays, and remove those that no code knows.',
      code: "await queue.upsertJobScheduler('nightly-report', { pattern: '0 3 * * *' }, { name: 'report' })",
    },
  ],
  references: [{ title: 'BullMQ: job schedulers', url: 'https://docs.bullmq.io/guide/job-schedulers' }],
  falsePositives: ['The same job with different data.'],
  examples: [
    {
      name: 'the same with other data',
      outcome: 'pass',
      live: running({ queues: queueFacts({ schedules: [NIGHTLY, { ...NIGHTLY, dataKey: 'b' }] }) }),
    },
    {
      name: 'twice',
      outcome: 'fail',
      says: 'report at 0 3 * * *',
      live: running({ queues: queueFacts({ schedules: [NIGHTLY, NIGHTLY] }) }),
    },
    { name: 'no schedules', outcome: 'not-applicable', live: running({ queues: queueFacts({}) }) },
    { name: 'it does not answer', outcome: 'unknown', live: silent('queues') },
  ],
  live: {
    parts: ['queues'],
    evaluate({ queues }) {
      const scheduled = queues!.queues.filter(({ schedules }) => schedules.length > 0)
      if (scheduled.length === 0) return notApplicable('no schedules')
      const twice = scheduled.flatMap((queue) => repeated(queue).map((schedule) => ({ queue, schedule })))
      const evidence = scheduled.map(({ name, schedules }) => probed(`schedules of ${name}`, `${schedules.length}`))
      if (twice.length === 0) return pass(evidence, scheduled.length)
      return fail(
        twice.map(({ queue, schedule: { name, rhythm } }) => ({
          message: `${queue.name} has ${name} at ${rhythm} more than once, with the same data`,
          evidence: [probed(`schedules of ${queue.name}`, `${name} ${rhythm}, twice`)],
          key: `${queue.name} ${name} ${rhythm}`,
        })),
      )
    },
  },
})

function repeated({ schedules }: QueueState): QueueSchedule[] {
  const keyOf = ({ name, rhythm, dataKey }: QueueSchedule): string => JSON.stringify([name, rhythm, dataKey])
  const counts = new Map<string, QueueSchedule[]>()
  for (const schedule of schedules) counts.set(keyOf(schedule), [...(counts.get(keyOf(schedule)) ?? []), schedule])
  return [...counts.values()].flatMap(([first, ...others]) => (first && others.length > 0 ? [first] : []))
}
