import { probed } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { redisFacts } from '../live-example-redis.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'cache/unreachable',
  catalogue: 'CA01',
  title: 'Redis does not let anybody in',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Sessions, queues, limits and caches live in Redis. When it refuses connections, whatever needs one of them fails from the first request on.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Start it, or mend address and password of the service. `redis-cli -u <address> ping` must answer PONG from where the service runs.',
    },
  ],
  references: [{ title: 'Redis: AUTH', url: 'https://redis.io/docs/latest/commands/auth/' }],
  falsePositives: [
    'An address that somebody typed, perhaps wrongly: it counts when it stands in the environment of --env-file.',
    'An address that cannot be reached from where the check runs, for want of a name or a route: unknown.',
  ],
  examples: [
    { name: 'it answers', outcome: 'pass', live: running({ redis: redisFacts() }) },
    {
      name: 'the connection is refused',
      outcome: 'fail',
      severity: 'critical',
      says: 'the connection is refused',
      live: silent('redis', 'the connection is refused', 'refused', { isDeployed: true }),
    },
    {
      name: 'a name that cannot be resolved here',
      outcome: 'unknown',
      live: silent('redis', 'the name cannot be resolved', 'dns'),
    },
    { name: 'an address that somebody typed', outcome: 'unknown', live: silent('redis') },
    {
      name: 'no Redis was named',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
  ],
  live: {
    parts: ['redis'],
    evaluate: ({ redis }) => pass(probed(`PING ${redis!.target}`, 'PONG')),
    silent: ({ cause, reason, isDeployed }) =>
      isDeployed && (cause === 'refused' || cause === 'authentication')
        ? fail([{ message: `Redis gives nothing: ${reason}`, evidence: [probed('PING', reason)], key: 'PING' }])
        : unknown(`${reason}; whether the service reaches it is not known`),
  },
})
