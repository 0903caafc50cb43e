import { answered } from '../../derive/live/database-of.ts'
import { project } from '../example-kit.ts'
import { hidden, known, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const NAME = 'idle_in_transaction_session_timeout'

export default defineRule({
  id: 'database/idle-in-tx-timeout',
  catalogue: 'DB07',
  title: 'Forgotten transactions stay open for ever',
  severity: 'warning',
  confidence: 'proven',
  needs: ['program'],
  tokens: { words: [NAME] },
  why: 'A transaction that was begun and never ended (a thrown error, a client that hangs) keeps its locks and its connection, and stops VACUUM from cleaning up. Tables grow and migrations wait behind it.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Let the server end them, for the role of the service.',
      code: "ALTER ROLE app SET idle_in_transaction_session_timeout = '60s'",
    },
    {
      for: 'pg',
      effort: 'S',
      text: 'Or set it on the pool.',
      code: 'new Pool({ idle_in_transaction_session_timeout: 60_000 })',
    },
  ],
  references: [
    {
      title: 'PostgreSQL: idle_in_transaction_session_timeout',
      url: 'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT',
    },
  ],
  falsePositives: [
    'A limit for whole transactions (transaction_timeout, PostgreSQL 17) counts.',
    'Long batch jobs: give them a role of their own.',
    'A pool of the source that sets the limit itself: then the server need not.',
  ],
  examples: [
    { name: 'a limit', outcome: 'pass', live: running({ postgres: postgresFacts() }) },
    {
      name: 'none',
      outcome: 'fail',
      severity: 'warning',
      live: running({ postgres: postgresFacts({ idleInTransactionTimeoutMs: known(0) }) }),
    },
    {
      name: 'none, and one is forgotten now',
      outcome: 'fail',
      says: 'open for 12 minutes',
      live: running({
        postgres: postgresFacts({ idleInTransactionTimeoutMs: known(0), oldestIdleInTransactionMs: known(720_000) }),
      }),
    },
    {
      name: 'set by the pool',
      outcome: 'unknown',
      says: 'idle_in_transaction_session_timeout',
      files: project('express@5 pg@8', {
        'server.js':
          "const { Pool } = require('pg')\nconst pool = new Pool({ idle_in_transaction_session_timeout: 60000 })\nrequire('express')().get('/', async (req, res) => res.json(await pool.query('SELECT 1'))).listen(3000)\n",
      }),
      live: running({ postgres: postgresFacts({ idleInTransactionTimeoutMs: known(0) }) }),
    },
    {
      name: 'a setting that cannot be read',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts({ idleInTransactionTimeoutMs: hidden() }) }),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: ['postgres'],
    evaluate({ postgres }, { program }) {
      const { idleInTransactionTimeoutMs: limit, oldestIdleInTransactionMs: oldest } = postgres!
      if (!limit.known) return unknown(`the limit cannot be read: ${limit.reason}`)
      const setting = answered(postgres!, NAME, `${limit.value} ms`)
      if (limit.value > 0) return pass(setting)
      const { sources } = program.evaluator
      const file = [...program.modules].find((path) => sources.text(path)?.includes(NAME))
      if (file !== undefined) return unknown(`the role has no limit, and ${file} names ${NAME}`, [setting])
      const ms = oldest.known ? (oldest.value ?? 0) : 0
      const minutes = Math.floor(ms / 60_000)
      const now = minutes > 0 ? `; one has been open for ${minutes} minutes` : ''
      return fail([
        {
          message: `nothing ends a transaction that was forgotten${now}`,
          evidence: [setting, ...(ms > 0 ? [answered(postgres!, 'oldest idle in transaction', `${ms} ms`)] : [])],
          key: NAME,
        },
      ])
    },
  },
})
