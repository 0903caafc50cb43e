import { probed } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { redisFacts } from '../live-example-redis.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'cache/no-auth',
  catalogue: 'CA02',
  title: 'Redis lets anybody in',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Who reaches an open Redis reads every session, changes every cached permission, adds jobs to every queue, and with CONFIG SET writes files on its host. Open instances on the internet are found within minutes.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Set a password, or users with only what they need, and let it listen on a private address only.',
      code: 'requirepass <long and random>\nbind 10.0.0.5',
    },
  ],
  references: [
    { title: 'Redis security', url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/' },
    { title: 'OWASP ASVS 13.2.1', url: 'https://owasp.org/www-project-application-security-verification-standard/' },
  ],
  falsePositives: [
    'An instance on the loopback address of one machine.',
    'A private network whose policy is to do without passwords: a warning, and only an address that everybody can reach is critical.',
  ],
  examples: [
    { name: 'a password is asked for', outcome: 'pass', live: running({ redis: redisFacts() }) },
    {
      name: 'on the loopback address',
      outcome: 'pass',
      says: 'loopback',
      live: running({ redis: redisFacts({ isOpen: true, network: 'loopback' }) }),
    },
    {
      name: 'open to everybody',
      outcome: 'fail',
      severity: 'critical',
      live: running({ redis: redisFacts({ isOpen: true, network: 'public' }) }),
    },
    {
      name: 'open to a private network',
      outcome: 'fail',
      severity: 'warning',
      live: running({ redis: redisFacts({ isOpen: true }) }),
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
      const { isOpen, network, target } = redis!
      const asked = `PING ${target} without a password`
      if (isOpen === undefined) return unknown('a second connection, without the password, could not be made')
      if (!isOpen) return pass(probed(asked, 'NOAUTH'))
      if (network === 'loopback')
        return pass(probed(asked, 'PONG', 'on the loopback address only this machine reaches it'))
      const isPublic = network === 'public'
      return fail([
        {
          message: `Redis answers without a password${isPublic ? ', on an address that everybody can reach' : ''}`,
          severity: isPublic ? 'critical' : 'warning',
          evidence: [probed(asked, 'PONG', `the address is ${isPublic ? 'public' : network}`)],
          key: 'PING without a password',
        },
      ])
    },
  },
})
