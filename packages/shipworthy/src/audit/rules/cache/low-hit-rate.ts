import { probed } from '../../derive/evidence.ts'
import { isQueueRedis } from '../../derive/live/is-queue-redis.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { redisFacts, WITHOUT_INFO } from '../live-example-redis.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const TARGET = 0.9
const MIN_READS = 10_000

export default defineRule({
  id: 'cache/low-hit-rate',
  catalogue: 'CA12',
  title: 'The cache seldom has what is asked for',
  severity: 'info',
  confidence: 'proven',
  needs: ['jobs'],
  why: 'A cache that misses costs a round trip and still asks the database. Below nine in ten it is worth knowing why: lifetimes too short, keys too fine, or memory too small.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Look at which keys miss: raise lifetimes, cache fewer variants, or give it more memory when evicted_keys rises.',
    },
  ],
  references: [{ title: 'Redis: INFO stats', url: 'https://redis.io/docs/latest/commands/info/' }],
  falsePositives: [
    'A cache that has just started (fewer than 10,000 reads).',
    'Reads of queues and sessions are counted too.',
  ],
  examples: [
    { name: 'nine in ten', outcome: 'pass', live: running({ redis: redisFacts() }) },
    {
      name: 'half of them',
      outcome: 'fail',
      says: '50 %',
      live: running({ redis: redisFacts({ hits: 50_000, misses: 50_000 }) }),
    },
    {
      name: 'just started',
      outcome: 'not-applicable',
      live: running({ redis: redisFacts({ hits: 10, misses: 90 }) }),
    },
    {
      name: 'a queue',
      outcome: 'not-applicable',
      live: running({
        redis: redisFacts({ hits: 1, misses: 90_000, sample: { keys: 9, queueKeys: 9, withoutExpiry: 0 } }),
      }),
    },
    { name: 'INFO is refused', outcome: 'unknown', says: 'INFO', live: running({ redis: WITHOUT_INFO }) },
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
      const { hits, misses } = redis!
      if (isQueueRedis(redis!, jobs)) return notApplicable('queues are in it, and their reads are counted too')
      if (hits === undefined || misses === undefined) return unknown('the server does not tell how it is used (INFO)')
      const reads = hits + misses
      if (reads < MIN_READS) return notApplicable(`only ${reads} reads since it was started`)
      const rate = hits / reads
      const evidence = probed('INFO stats', `keyspace_hits:${hits} keyspace_misses:${misses}`)
      if (rate >= TARGET) return pass(evidence)
      return fail([
        { message: `${Math.floor(rate * 100)} % of reads find something`, evidence: [evidence], key: 'hit rate' },
      ])
    },
  },
})
