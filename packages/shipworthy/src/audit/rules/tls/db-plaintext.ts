import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import { project } from '../example-kit.ts'
import { hidden, known, postgresFacts } from '../live-example-postgres.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

export default defineRule({
  id: 'tls/db-plaintext',
  catalogue: 'TL10',
  title: 'The connection to the database is not encrypted',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Queries and rows (and with some ways to log in, the password) cross the network as plain text. Whoever is on the way reads them, and can change them.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Ask for TLS in the address, and check the certificate.',
      code: 'DATABASE_URL="postgres://…?sslmode=verify-full"',
    },
    {
      for: 'pg',
      effort: 'S',
      text: 'Give the certificate authority of the server.',
      code: "new Pool({ connectionString, ssl: { ca: readFileSync('ca.pem', 'utf8') } })",
    },
    { for: 'any', effort: 'M', text: 'Switch it on at the server: ssl = on, and hostssl in pg_hba.conf.' },
  ],
  references: [
    { title: 'PostgreSQL: SSL support', url: 'https://www.postgresql.org/docs/current/libpq-ssl.html' },
    { title: 'OWASP ASVS 12.3.1: encrypted connections to backends', url: 'https://github.com/OWASP/ASVS' },
  ],
  falsePositives: [
    'A socket in the file system, or the same machine: not applicable.',
    'A private network (compose, a service mesh that encrypts by itself): information.',
    'A client that asks for TLS by itself where the server has it, such as Prisma: hence critical only where the server has none.',
  ],
  examples: [
    { name: 'encrypted', outcome: 'pass', live: running({ postgres: postgresFacts() }) },
    {
      name: 'plain text across the internet, and the server knows nothing else',
      outcome: 'fail',
      severity: 'critical',
      live: running({ postgres: postgresFacts({ encrypted: false, offersEncryption: known(false) }) }),
    },
    {
      name: 'the address does not ask for it',
      outcome: 'fail',
      severity: 'warning',
      says: 'does not ask for TLS',
      live: running({ postgres: postgresFacts({ encrypted: false }) }),
    },
    {
      name: 'whether the server has it cannot be read',
      outcome: 'fail',
      severity: 'warning',
      live: running({ postgres: postgresFacts({ encrypted: false, offersEncryption: hidden() }) }),
    },
    {
      name: 'a private network',
      outcome: 'fail',
      severity: 'info',
      live: running({ postgres: postgresFacts({ encrypted: false, network: 'private' }) }),
    },
    {
      name: 'the same machine',
      outcome: 'not-applicable',
      live: running({ postgres: postgresFacts({ encrypted: false, network: 'loopback' }) }),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
    { name: 'no answer', outcome: 'unknown', live: silent('postgres') },
  ],
  live: {
    parts: DATABASES,
    evaluate(live) {
      const facts = databaseOf(live)
      const { encrypted, network, offersEncryption } = facts
      if (encrypted) return pass(answered(facts, 'connection', 'TLS'))
      if (network === 'loopback') return notApplicable('the database is on this machine: nothing crosses a network')
      const hasNone = offersEncryption.known && !offersEncryption.value
      const place = network === 'private' ? 'inside a private network' : 'across the internet'
      return fail([
        {
          message: `the connection is plain text ${place}: ${hasNone ? 'the server has no TLS' : 'the address does not ask for TLS'}`,
          severity: network === 'private' ? 'info' : hasNone ? 'critical' : 'warning',
          evidence: [answered(facts, 'connection', 'plain text')],
          key: facts.target,
        },
      ])
    },
  },
})
