import { callAt, settingAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { pooledStores, settingEvidence } from '../../derive/datastores/pooled-stores.ts'
import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import type { Views } from '../../derive/views.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { known, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type Verdict } from '../rule.ts'

const SERVER = (options: string): Record<string, string> =>
  project('express@5 pg@8', {
    'server.js': `const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool(${options})\napp.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'database/statement-timeout',
  catalogue: 'DB06',
  title: 'Statements may run without limit',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'datastores', 'program'],
  tokens: { packages: datastoreTokens.packages!, words: ['statement_timeout', 'PrismaClient'] },
  why: 'One bad query, a lock or a lost index holds a connection until it is done. A few of them empty the pool, and the whole service stands still behind them.',
  remedies: [
    { for: 'pg', effort: 'S', text: 'Set it on the pool.', code: 'new Pool({ statement_timeout: 10_000 })' },
    {
      for: 'any',
      effort: 'S',
      text: 'Or set it for the role, which also covers other clients.',
      code: "ALTER ROLE app SET statement_timeout = '10s'",
    },
    { for: 'mongoose', effort: 'S', text: 'Set socketTimeoutMS, and maxTimeMS on long queries.' },
  ],
  references: [
    {
      title: 'PostgreSQL: statement_timeout',
      url: 'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT',
    },
    {
      title: 'AWS Well-Architected REL05-BP05: set client timeouts',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_mitigate_interaction_failure_client_timeouts.html',
    },
  ],
  falsePositives: [
    'A timeout set for the role or the database is not visible in the code: hence a warning. With --database-url it is seen.',
    'A session that sets it itself (`SET statement_timeout`).',
    'SQLite.',
  ],
  examples: [
    {
      name: 'a pool of @shipworthy/kit',
      outcome: 'pass',
      files: project('@shipworthy/kit@0', {
        'server.mjs':
          "import { createServer } from 'node:http'\nimport { createPool } from '@shipworthy/kit/database'\nimport { createLifecycle, runService } from '@shipworthy/kit/lifecycle'\nconst pool = createPool({ connectionString: process.env.DATABASE_URL })\nconst server = createServer(async (request, response) => response.end(JSON.stringify(await pool.query('SELECT 1'))))\nconst lifecycle = createLifecycle({})\n  .add({ name: 'database', stage: 'pools', stop: () => pool.end() })\n  .server(server, { port: 3000 })\nawait runService(lifecycle)\n",
      }),
    },
    { name: 'set on the pool', outcome: 'pass', line: 3, files: SERVER('{ statement_timeout: 10000 }') },
    {
      name: 'set by the session',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js':
          "const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool()\npool.on('connect', (client) => client.query('SET statement_timeout = 10000'))\napp.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n",
      }),
    },
    { name: 'not set', outcome: 'fail', line: 3, files: SERVER('{ max: 20 }') },
    {
      name: 'set for the role',
      outcome: 'pass',
      says: '10000 ms',
      files: SERVER('{ max: 20 }'),
      live: running({ postgres: postgresFacts() }),
    },
    {
      name: 'set for neither',
      outcome: 'fail',
      line: 3,
      says: 'neither the role nor the service',
      files: SERVER('{ max: 20 }'),
      live: running({ postgres: postgresFacts({ statementTimeoutMs: known(0) }) }),
    },
    {
      name: 'set on the pool, and not for the role',
      outcome: 'pass',
      line: 3,
      files: SERVER('{ statement_timeout: 10000 }'),
      live: running({ postgres: postgresFacts({ statementTimeoutMs: known(0) }) }),
    },
    {
      name: 'no source, and not set for the role',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts({ statementTimeoutMs: known(0) }) }),
    },
    {
      name: 'SQLite',
      outcome: 'not-applicable',
      files: project('express@5 better-sqlite3@11', {
        'server.js':
          "const app = require('express')()\nconst db = require('better-sqlite3')('data.db')\napp.get('/', (req, res) => res.json(db.prepare('SELECT 1').all()))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'options spread from elsewhere',
      outcome: 'unknown',
      files: SERVER("{ ...require('company-settings').database }"),
    },
  ],
  evaluate: judgeSource,
  live: {
    parts: DATABASES,
    evaluate(live, views) {
      const facts = databaseOf(live)
      const limit = facts.statementTimeoutMs
      if (!limit.known) return unknown(`the limit of the role cannot be read: ${limit.reason}`)
      const name = facts.engine === 'PostgreSQL' ? 'statement_timeout' : 'longest time of a statement'
      const evidence = answered(facts, `${name} of the role`, `${limit.value} ms`)
      if (limit.value > 0) return pass(evidence)
      if (judgeSource(views).outcome !== 'fail')
        return unknown('the role has no limit; whether the service sets one for its sessions is not seen', [evidence])
      const message = 'neither the role nor the service limits how long a statement may run'
      // The source fails too: its place tells the finding from others, with and without a database.
      return fail([{ message, evidence: [evidence] }])
    },
  },
})

function judgeSource({ service, datastores, program }: Pick<Views, 'service' | 'datastores' | 'program'>): Verdict {
  const inapplicable = unlessService(service)
  if (inapplicable) return inapplicable
  const session = program.events.find(
    ({ call, force }) =>
      force !== 'off' &&
      call.args.some(
        (argument) =>
          typeof argument === 'string' &&
          /^\s*SET\s+(SESSION\s+|LOCAL\s+)?(statement_timeout|max_execution_time|max_statement_time)/i.test(argument),
      ),
  )
  if (session) return pass(callAt(session))
  const judged = pooledStores({ datastores, program })
  const explicit = judged.filter(({ settings }) => settings.statement)
  const bare = judged.filter(({ settings }) => !settings.statement)
  const certain = bare.filter(({ settings }) => !settings.isOpen)
  if (explicit.length > 0 && certain.length === 0)
    return pass(
      explicit.map((entry) => settingEvidence(entry, entry.settings.statement)),
      explicit.length,
    )
  if (certain.length > 0)
    return fail(
      certain.map(({ store }) => ({
        message: `${store.name} sets no limit on how long a statement may run`,
        evidence: [callAt(store.event)],
      })),
      explicit.length,
    )
  if (bare.length > 0)
    return unknown(
      'the options of the connection are not known',
      bare.map(({ store }) => callAt(store.event)),
    )
  const { prisma } = datastores
  if (prisma && !/sqlite/.test(prisma.provider))
    return fail([
      {
        message: 'Prisma sets no limit on how long a statement may run',
        evidence: [settingAt(prisma.path, prisma.line, `provider = "${prisma.provider}"`)],
      },
    ])
  return notApplicable('no pooled database connection')
}
