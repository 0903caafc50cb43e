import { callAt, siteAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { pooledStores, settingEvidence } from '../../derive/datastores/pooled-stores.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Libraries that give up by themselves: how long they wait when nothing is said. */
const DEFAULTS: Record<string, string> = {
  knex: 'knex waits 60 s for a connection',
  sequelize: 'Sequelize waits 60 s for a connection',
  postgres: 'postgres.js gives up connecting after 30 s',
  prisma: 'Prisma waits 10 s for a connection',
  'mikro-orm': 'MikroORM waits 60 s for a connection',
  slonik: 'slonik waits 5 s for a connection',
  mssql: 'mssql gives up after 15 s',
  mariadb: 'mariadb waits 10 s for a connection',
}

const SERVER = (options: string): Record<string, string> =>
  project('express@5 pg@8', {
    'server.js': `const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool(${options})\napp.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'database/acquire-timeout',
  catalogue: 'DB03',
  title: 'Requests wait for a database connection without limit',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'datastores', 'program'],
  tokens: datastoreTokens,
  why: 'When the pool is empty or the database is gone, every request waits in line for ever. Memory fills with requests whose clients have long given up, and the service does not recover when the database does.',
  remedies: [
    {
      for: 'pg',
      effort: 'S',
      text: 'Set connectionTimeoutMillis; pg waits for ever without it.',
      code: 'new Pool({ max: 20, connectionTimeoutMillis: 5_000 })',
    },
    {
      for: 'mongoose',
      effort: 'S',
      text: 'Set the driver’s timeouts.',
      code: 'mongoose.connect(uri, { serverSelectionTimeoutMS: 5_000, waitQueueTimeoutMS: 5_000 })',
    },
  ],
  references: [
    { title: 'node-postgres: pool options', url: 'https://node-postgres.com/apis/pool' },
    {
      title: 'AWS Well-Architected REL05-BP05: set client timeouts',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_mitigate_interaction_failure_client_timeouts.html',
    },
  ],
  falsePositives: [
    'knex, Sequelize, Prisma and postgres.js give up by themselves.',
    'Options that are spread from elsewhere: unknown, not failed.',
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
    { name: 'a limit', outcome: 'pass', line: 3, files: SERVER('{ connectionTimeoutMillis: 5000 }') },
    { name: 'no limit', outcome: 'fail', line: 3, files: SERVER('{ max: 20 }') },
    {
      name: 'knex gives up by itself',
      outcome: 'not-applicable',
      files: project('express@5 knex@3 pg@8', {
        'server.js':
          "const app = require('express')()\nconst db = require('knex')({ client: 'pg' })\napp.get('/', async (req, res) => res.json(await db('users')))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'mariadb gives up by itself',
      outcome: 'not-applicable',
      says: '10 s',
      files: project('express@5 mariadb@3', {
        'server.js':
          "const app = require('express')()\nconst pool = require('mariadb').createPool(process.env.DATABASE_URL)\napp.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'no database',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'options spread from elsewhere',
      outcome: 'unknown',
      files: SERVER("{ ...require('company-settings').database }"),
    },
  ],
  evaluate({ service, datastores, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const judged = pooledStores({ datastores, program })
    const explicit = judged.filter(({ settings }) => settings.acquire)
    const misplaced = judged.flatMap(({ settings }) => settings.misplaced.filter(({ name }) => /timeout/i.test(name)))
    const bare = judged.filter(
      ({ store, settings }) =>
        !settings.acquire && !(store.library in DEFAULTS) && store.library !== 'drizzle' && store.library !== 'kysely',
    )
    if (misplaced.length > 0)
      return fail(
        misplaced.map(({ hint, site }) => ({
          message: `the timeout has no effect: ${hint}`,
          evidence: site ? [siteAt(site)] : [callAt(judged[0]!.store.event)],
        })),
        explicit.length,
      )
    const certain = bare.filter(({ settings }) => !settings.isOpen)
    if (certain.length > 0)
      return fail(
        certain.map(({ store }) => ({
          message: `${store.name} is made without a limit on how long to wait for a connection`,
          evidence: [callAt(store.event)],
        })),
        explicit.length,
      )
    if (explicit.length > 0)
      return pass(
        explicit.map((entry) => settingEvidence(entry, entry.settings.acquire)),
        explicit.length,
      )
    if (bare.length > 0)
      return unknown(
        'the options of the pool are not known',
        bare.map(({ store }) => callAt(store.event)),
      )
    const [byDefault] = judged.filter(({ store }) => store.library in DEFAULTS)
    if (byDefault) return notApplicable(DEFAULTS[byDefault.store.library]!)
    return notApplicable(datastores.prisma ? DEFAULTS['prisma']! : 'no pooled database connection')
  },
})
