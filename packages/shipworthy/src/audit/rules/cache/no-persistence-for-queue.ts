import { probed } from '../../derive/evidence.ts'
import { isQueueRedis } from '../../derive/live/is-queue-redis.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { redisFacts } from '../live-example-redis.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const QUEUE = { keys: 80, queueKeys: 60, withoutExpiry: 5 }

export default defineRule({
  id: 'cache/no-persistence-for-queue',
  catalogue: 'CA13',
  title: 'Jobs are only in memory',
  severity: 'warning',
  confidence: 'proven',
  needs: ['jobs'],
  why: 'Without an append-only file and without snapshots a restart of Redis loses every job that waits: mails that are never sent, payments that are never captured, and nobody hears of it.',
  remedies: [
    { for: 'any', effort: 'S', text: 'Write every change down; at most a second is lost.', code: 'appendonly yes' },
  ],
  references: [
    { title: 'BullMQ: going to production', url: 'https://docs.bullmq.io/guide/going-to-production' },
    { title: 'Redis persistence', url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/' },
  ],
  falsePositives: ['A replica may be the one that writes: with replicas it is unknown.', 'A cache may start empty.'],
  examples: [
    { name: 'an append-only file', outcome: 'pass', live: running({ redis: redisFacts({ sample: QUEUE }) }) },
    {
      name: 'neither file nor snapshots',
      outcome: 'fail',
      live: running({ redis: redisFacts({ sample: QUEUE, appendOnly: false, snapshots: false }) }),
    },
    {
      name: 'a replica may write',
      outcome: 'unknown',
      live: running({
        redis: redisFacts({ sample: QUEUE, appendOnly: false, snapshots: false, connectedReplicas: 1 }),
      }),
    },
    {
      name: 'a cache',
      outcome: 'not-applicable',
      live: running({ redis: redisFacts({ appendOnly: false, snapshots: false }) }),
    },
    { name: 'it does not answer', outcome: 'unknown', live: silent('redis') },
    {
      name: 'no Redis was named',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
  ],
  live: {
    parts: ['redis'],
    evaluate({ redis }, { jobs }) {
      const { appendOnly, snapshots, connectedReplicas = 0 } = redis!
      if (!isQueueRedis(redis!, jobs)) return notApplicable('no queue is in it')
      const evidence = probed(
        'INFO persistence, CONFIG GET save',
        `aof_enabled:${state(appendOnly)} save:${state(snapshots)}`,
      )
      if (appendOnly || snapshots) return pass(evidence)
      if (appendOnly === undefined || snapshots === undefined)
        return unknown('the server does not tell whether it takes snapshots', [evidence])
      if (connectedReplicas > 0) return unknown('it has replicas, and they may write to disk', [evidence])
      return fail([
        { message: 'neither an append-only file nor snapshots are kept', evidence: [evidence], key: 'persistence' },
      ])
    },
  },
})

function state(value: boolean | undefined): string {
  return value === undefined ? '?' : value ? 'on' : 'off'
}
