import { probed } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { redisFacts } from '../live-example-redis.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'tls/redis-plaintext',
  catalogue: 'TL11',
  title: 'Redis is reached over the internet without encryption',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'The password and every session go over the wire as plain text. Whoever sits between reads them, and is in.',
  remedies: [{ for: 'any', effort: 'M', text: 'Use TLS (`rediss://`), or a private network between the two.' }],
  references: [
    { title: 'Redis: TLS', url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/' },
  ],
  falsePositives: ['Loopback and private networks.'],
  examples: [
    { name: 'in a private network', outcome: 'pass', live: running({ redis: redisFacts() }) },
    {
      name: 'encrypted',
      outcome: 'pass',
      live: running({ redis: redisFacts({ encrypted: true, network: 'public' }) }),
    },
    {
      name: 'plain text over the internet',
      outcome: 'fail',
      severity: 'critical',
      live: running({ redis: redisFacts({ network: 'public' }) }),
    },
    {
      name: 'through something that hides the address',
      outcome: 'unknown',
      live: running({ redis: redisFacts({ network: 'unknown' }) }),
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
      const { encrypted, network, target } = redis!
      const evidence = probed(`connection to ${target}`, `${encrypted ? 'TLS' : 'plain text'}, ${network} address`)
      if (encrypted || network === 'loopback' || network === 'private') return pass(evidence)
      if (network === 'unknown') return unknown('whether the address is public is not known', [evidence])
      return fail([
        {
          message: 'password and data travel to a public address as plain text',
          evidence: [evidence],
          key: 'plain text',
        },
      ])
    },
  },
})
