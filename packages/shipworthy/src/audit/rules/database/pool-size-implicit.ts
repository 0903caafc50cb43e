import { callAt, settingAt, siteAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { pooledStores, settingEvidence } from '../../derive/datastores/pooled-stores.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const KNEX = (options: string): Record<string, string> =>
  project('express@5 knex@3 pg@8', {
    'server.js': `const app = require('express')()\nconst db = require('knex')({\n  client: 'pg',\n${options}\n})\napp.get('/', async (req, res) => res.json(await db('users')))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'database/pool-size-implicit',
  catalogue: 'DB05',
  title: 'Pool size is left to the library',
  severity: 'info',
  confidence: 'structural',
  needs: ['service', 'datastores', 'program'],
  tokens: datastoreTokens,
  why: 'The default (10 for pg, 5 for Sequelize, 100 for MongoDB) knows nothing of how many instances run or how many connections the server allows. The day it is scaled out, one of the two runs out.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Set the size from the environment: connections of the server ÷ instances, less a reserve.',
      code: 'new Pool({ max: Number(process.env.DB_POOL_MAX ?? 20) })',
    },
    {
      for: 'prisma',
      effort: 'S',
      text: 'Set connection_limit in the URL.',
      code: 'DATABASE_URL="postgresql://…?connection_limit=10"',
    },
  ],
  references: [
    { title: 'node-postgres: pool sizing', url: 'https://node-postgres.com/guides/pool-sizing' },
    { title: 'HikariCP: about pool sizing', url: 'https://github.com/brettwooldridge/HikariCP/wiki/About-Pool-Sizing' },
  ],
  falsePositives: [
    'A single small instance, for which the default is fine: hence information only.',
    'A size that stands where the library does not look counts as not set, and is named.',
  ],
  examples: [
    { name: 'a size', outcome: 'pass', files: KNEX('  pool: { min: 0, max: 10 }') },
    { name: 'none', outcome: 'fail', line: 2, files: KNEX('') },
    {
      name: 'nested where knex does not look',
      outcome: 'fail',
      says: 'connection.pool',
      files: KNEX('  connection: { pool: { max: 10 } }'),
    },
    {
      name: 'no database',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'options spread from elsewhere',
      outcome: 'unknown',
      files: KNEX("  ...require('company-settings').database"),
    },
  ],
  evaluate({ service, datastores, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const judged = pooledStores({ datastores, program })
    const explicit = judged.filter(({ settings }) => settings.size)
    if (explicit.length > 0)
      return pass(
        explicit.map((entry) => settingEvidence(entry, entry.settings.size)),
        explicit.length,
      )
    const misplaced = judged.flatMap(({ settings }) => settings.misplaced.filter(({ name }) => /pool|max/i.test(name)))
    if (misplaced.length > 0)
      return fail(
        misplaced.map(({ hint, site }) => ({
          message: `a pool size is present but has no effect: ${hint}`,
          evidence: site ? [siteAt(site)] : [callAt(judged[0]!.store.event)],
        })),
      )
    if (judged.length === 0) {
      const { prisma } = datastores
      if (!prisma || /sqlite/.test(prisma.provider)) return notApplicable('no pooled database connection')
      return fail([
        {
          message: 'the pool size of Prisma is left to its default',
          evidence: [settingAt(prisma.path, prisma.line, `provider = "${prisma.provider}"`)],
        },
      ])
    }
    const certain = judged.filter(({ settings }) => !settings.isOpen)
    if (certain.length === 0)
      return unknown(
        'the options of the pool are not known',
        judged.map(({ store }) => callAt(store.event)),
      )
    return fail(
      certain.map(({ store }) => ({
        message: `${store.name} keeps the pool size of its library`,
        evidence: [callAt(store.event)],
      })),
    )
  },
})
