import { probed } from '../../derive/evidence.ts'
import { isQueueRedis } from '../../derive/live/is-queue-redis.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { redisFacts } from '../live-example-redis.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'cache/eviction-policy',
  catalogue: 'CA05',
  title: 'When its memory is full, Redis does the wrong thing',
  severity: 'critical',
  confidence: 'proven',
  needs: ['jobs'],
  why: 'With allkeys-* a full Redis throws away keys of queues: jobs vanish without an error. With noeviction a full cache refuses writes, and without a limit it grows until the system ends the process.',
  remedies: [
    { for: 'any', effort: 'S', text: 'For queues and sessions: keep everything.', code: 'maxmemory-policy noeviction' },
    {
      for: 'any',
      effort: 'S',
      text: 'For a cache: a limit, and the least used goes first.',
      code: 'maxmemory 256mb\nmaxmemory-policy allkeys-lru',
    },
    { for: 'any', effort: 'M', text: 'If one instance does both, give the cache one of its own.' },
  ],
  references: [
    { title: 'BullMQ: going to production', url: 'https://docs.bullmq.io/guide/going-to-production' },
    { title: 'Redis: key eviction', url: 'https://redis.io/docs/latest/develop/reference/eviction/' },
  ],
  falsePositives: [
    'volatile-* beside queues: their keys have no expiry and stay, so this is a warning.',
    'Managed servers limit their memory where INFO does not show it: only the policy is judged there when it is known.',
  ],
  examples: [
    { name: 'a cache with a limit', outcome: 'pass', live: running({ redis: redisFacts() }) },
    {
      name: 'a queue that keeps everything',
      outcome: 'pass',
      live: running({
        redis: redisFacts({ policy: 'noeviction', sample: { keys: 80, queueKeys: 60, withoutExpiry: 5 } }),
      }),
    },
    {
      name: 'a queue whose keys are thrown away',
      outcome: 'fail',
      severity: 'critical',
      says: 'jobs',
      live: running({ redis: redisFacts({ sample: { keys: 80, queueKeys: 60, withoutExpiry: 5 } }) }),
    },
    {
      name: 'a queue only the code knows of',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5 bullmq@5', {
        'server.js':
          "const { Queue } = require('bullmq')\nconst mails = new Queue('mails', { connection: { host: 'redis' } })\nconst app = require('express')()\napp.post('/', async (req, res) => { await mails.add('mail', {}); res.end() })\napp.listen(3000)\n",
      }),
      live: running({ redis: redisFacts({ sample: { keys: 0, queueKeys: 0, withoutExpiry: 0 } }) }),
    },
    {
      name: 'a cache without a limit',
      outcome: 'fail',
      severity: 'warning',
      says: 'no limit',
      live: running({ redis: redisFacts({ maxBytes: 0, policy: 'noeviction' }) }),
    },
    {
      name: 'a cache that refuses writes when it is full',
      outcome: 'fail',
      severity: 'warning',
      live: running({ redis: redisFacts({ policy: 'noeviction' }) }),
    },
    {
      name: 'what it is used for is not known',
      outcome: 'not-applicable',
      live: running({ redis: redisFacts({ sample: { keys: 0, queueKeys: 0, withoutExpiry: 0 } }) }),
    },
    { name: 'it does not answer', outcome: 'unknown', live: silent('redis') },
  ],
  live: {
    parts: ['redis'],
    evaluate({ redis }, { jobs }) {
      const { policy, maxBytes, sample } = redis!
      if (policy === undefined) return unknown('the server does not tell its policy')
      const evidence = probed('INFO memory', `maxmemory_policy:${policy} maxmemory:${maxBytes ?? '?'}`)
      if (isQueueRedis(redis!, jobs)) {
        if (policy === 'noeviction') return pass({ ...evidence, note: 'queues are in it, and nothing is thrown away' })
        const isCertain = policy.startsWith('allkeys')
        return fail([
          {
            message: isCertain
              ? `queues are in it, and ${policy} throws their jobs away when memory is full`
              : `queues are in it, and ${policy} may throw keys away that they need`,
            severity: isCertain ? 'critical' : 'warning',
            evidence: [evidence],
            key: 'maxmemory_policy',
          },
        ])
      }
      if (!sample || sample.keys === 0) return notApplicable('it holds no keys, so what it is used for is not known')
      if (maxBytes === 0)
        return fail([
          {
            message: 'the cache has no limit and grows until the system ends the process',
            severity: 'warning',
            evidence: [evidence],
            key: 'maxmemory',
          },
        ])
      if (policy === 'noeviction')
        return fail([
          {
            message: 'when the cache is full it refuses every write (noeviction)',
            severity: 'warning',
            evidence: [evidence],
            key: 'maxmemory_policy',
          },
        ])
      return pass(evidence)
    },
  },
})
