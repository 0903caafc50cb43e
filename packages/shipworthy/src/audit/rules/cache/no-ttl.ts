import { probed } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { redisFacts, WITHOUT_INFO } from '../live-example-redis.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Fewer say nothing: a handful of flags may well stay for ever. */
const MIN_KEYS = 50
const MAX_SHARE = 0.5

export default defineRule({
  id: 'cache/no-ttl',
  catalogue: 'CA06',
  title: 'Cached keys never expire',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'What never expires stays wrong for ever once it is stale, and fills the memory with what nobody asks for any more.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Give every cached value a lifetime, also those that are deleted when something changes.',
      code: "await redis.set(key, value, 'EX', 300)",
    },
  ],
  references: [{ title: 'Redis: EXPIRE', url: 'https://redis.io/docs/latest/commands/expire/' }],
  falsePositives: [
    'Keys of queues are left out.',
    'Sessions and flags that are meant to stay: only when more than half of at least 50 keys never expire.',
    'A cache whose policy throws away the least used of all keys needs no lifetimes to stay small.',
  ],
  examples: [
    { name: 'nearly all expire', outcome: 'pass', live: running({ redis: redisFacts({ policy: 'noeviction' }) }) },
    {
      name: 'most never do',
      outcome: 'fail',
      says: '380 of 400 keys',
      live: running({
        redis: redisFacts({ policy: 'noeviction', sample: { keys: 400, queueKeys: 0, withoutExpiry: 380 } }),
      }),
    },
    {
      name: 'the least used go first',
      outcome: 'pass',
      live: running({ redis: redisFacts({ sample: { keys: 400, queueKeys: 0, withoutExpiry: 380 } }) }),
    },
    {
      name: 'a queue and a few flags',
      outcome: 'not-applicable',
      live: running({ redis: redisFacts({ sample: { keys: 400, queueKeys: 380, withoutExpiry: 20 } }) }),
    },
    {
      name: 'most never do, and the policy is not told',
      outcome: 'unknown',
      live: running({
        redis: { ...WITHOUT_INFO, sample: { keys: 400, queueKeys: 0, withoutExpiry: 380 } },
      }),
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
    evaluate({ redis }) {
      const { sample, policy, maxBytes } = redis!
      if (!sample) return unknown('this user may not look at keys (SCAN)')
      const cached = sample.keys - sample.queueKeys
      if (cached < MIN_KEYS) return notApplicable(`only ${cached} keys that belong to no queue`)
      const evidence = probed(`SCAN and PTTL of ${cached} keys`, `${sample.withoutExpiry} without expiry`)
      if (policy?.startsWith('allkeys') && maxBytes)
        return pass({ ...evidence, note: `${policy}: what is not used goes when memory is full` })
      if (sample.withoutExpiry <= cached * MAX_SHARE) return pass(evidence)
      if (policy === undefined)
        return unknown('whether what is not used goes when memory is full is not told', [evidence])
      return fail([
        { message: `${sample.withoutExpiry} of ${cached} keys never expire`, evidence: [evidence], key: 'PTTL' },
      ])
    },
  },
})
