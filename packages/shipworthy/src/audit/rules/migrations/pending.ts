import { settingAt } from '../../derive/evidence.ts'
import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import { appliesMigrations } from '../../derive/live/migrations/applies-migrations.ts'
import { compareMigrations, recordedSets } from '../../derive/live/migrations/compare-migrations.ts'
import type { DatabaseFacts } from '../../facts/live/database-facts.ts'
import { baseName, folderOf } from '../../facts/paths.ts'
import { project } from '../example-kit.ts'
import { hidden, known, migrationTable, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const KNEX = project('express@5 knex@3 pg@8', {
  'server.js': "require('express')().listen(3000)\n",
  'migrations/001_users.js': 'exports.up = () => {}\n',
  'migrations/002_orders.js': 'exports.up = () => {}\n',
})
const applied = (...names: string[]): Partial<Parameters<typeof postgresFacts>[0]> => ({
  migrationTables: known([migrationTable('knex', names)]),
})

export default defineRule({
  id: 'migrations/pending',
  catalogue: 'MG03',
  title: 'Migrations have not been applied',
  severity: 'critical',
  confidence: 'proven',
  needs: ['migrations', 'steps', 'program'],
  why: 'The code asks for tables and columns that the database does not have: every request that needs them fails.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Apply them in the release step, before the new code takes traffic, with the command of your tool.',
    },
    { for: 'prisma', effort: 'S', text: 'Apply them in the release step.', code: 'npx prisma migrate deploy' },
    { for: 'knex', effort: 'S', text: 'Apply them in the release step.', code: 'npx knex migrate:latest' },
    {
      for: 'typeorm',
      effort: 'S',
      text: 'Apply them in the release step.',
      code: 'npx typeorm migration:run -d dist/data-source.js',
    },
    { for: 'sequelize', effort: 'S', text: 'Apply them in the release step.', code: 'npx sequelize-cli db:migrate' },
  ],
  references: [
    {
      title: 'Prisma: deploying database changes',
      url: 'https://www.prisma.io/docs/orm/prisma-client/deployment/deploy-database-changes-with-prisma-migrate',
    },
    { title: 'Knex: migrations', url: 'https://knexjs.org/guide/migrations.html' },
  ],
  falsePositives: [
    'A check before the deployment that applies them: --phase predeploy makes it a warning, and so does a start or release command that applies them.',
    'A table of another name, or one that belongs to other files: unknown.',
    'Migrations that the database has and the source has not (an older check-out, squashed migrations) are none of this.',
  ],
  examples: [
    {
      name: 'all applied',
      outcome: 'pass',
      files: KNEX,
      live: running({ postgres: postgresFacts(applied('001_users.js', '002_orders.js')) }),
    },
    {
      name: 'one is missing',
      outcome: 'fail',
      severity: 'critical',
      says: '002_orders',
      files: KNEX,
      live: running({ postgres: postgresFacts(applied('001_users.js')) }),
    },
    {
      name: 'before the deployment',
      outcome: 'fail',
      severity: 'warning',
      files: KNEX,
      live: running({ postgres: postgresFacts({ ...applied('001_users.js'), predeploy: true }) }),
    },
    {
      name: 'a service that applies them when it starts',
      outcome: 'fail',
      severity: 'warning',
      files: { ...KNEX, Dockerfile: 'FROM node:22\nCMD npx knex migrate:latest && node server.js\n' },
      live: running({ postgres: postgresFacts(applied('001_users.js')) }),
    },
    {
      name: 'code that applies them when it starts',
      outcome: 'fail',
      severity: 'warning',
      says: 'by itself',
      files: {
        ...KNEX,
        'server.js':
          "const db = require('knex')({ client: 'pg' })\nconst app = require('express')()\ndb.migrate.latest().then(() => app.listen(3000))\n",
      },
      live: running({ postgres: postgresFacts(applied('001_users.js')) }),
    },
    {
      name: 'an empty database',
      outcome: 'fail',
      says: '2 migrations',
      files: KNEX,
      live: running({ postgres: postgresFacts({ tables: known(0) }) }),
    },
    { name: 'a table of another name', outcome: 'unknown', files: KNEX, live: running({ postgres: postgresFacts() }) },
    {
      name: 'the table of other files',
      outcome: 'unknown',
      files: KNEX,
      live: running({ postgres: postgresFacts(applied('20200101_other.js')) }),
    },
    {
      name: 'a table that may not be read',
      outcome: 'unknown',
      files: KNEX,
      live: running({ postgres: postgresFacts({ migrationTables: hidden() }) }),
    },
    {
      name: 'no migrations',
      outcome: 'not-applicable',
      files: project('express@5 pg@8', { 'server.js': '' }),
      live: running({ postgres: postgresFacts() }),
    },
  ],
  live: {
    parts: DATABASES,
    evaluate(live, { migrations, steps, program }) {
      const facts = databaseOf(live)
      if (recordedSets(migrations).length === 0)
        return notApplicable('the source has no migrations whose table is known')
      if (!facts.migrationTables.known)
        return unknown(`what was applied cannot be read: ${facts.migrationTables.reason}`)
      const { compared, doubts } = compareMigrations(migrations, facts.migrationTables.value, facts)
      const open = compared.filter(({ pending }) => pending.length > 0)
      const self = appliesMigrations({ steps, program })
      const later = facts.predeploy
        ? 'the deployment is still to come'
        : self && 'what is deployed applies them by itself'
      if (open.length > 0)
        return fail(
          open.map(({ set, pending, table }) => ({
            message: `${amount(pending.length)} of ${set.directory} ${pending.length === 1 ? 'has' : 'have'} not been applied: ${list(pending)}${later ? `; ${later}` : ''}`,
            ...(later && { severity: 'warning' as const }),
            evidence: [
              settingAt(pending[0]!, undefined),
              answered(facts, table?.table ?? 'tables', table ? `${table.rows.length} rows` : 'none'),
              ...(self ? [self] : []),
            ],
          })),
          compared.length - open.length,
        )
      if (doubts.length > 0) return unknown(doubts.join('; '))
      return pass(
        compared.map(({ set, matched, table }) => evidenceOf(facts, `${matched} of ${set.directory}`, table?.table)),
      )
    },
  },
})

function evidenceOf(facts: DatabaseFacts, answer: string, table = 'tables'): ReturnType<typeof answered> {
  return answered(facts, table, `${answer} applied`)
}

function amount(count: number): string {
  return count === 1 ? '1 migration' : `${count} migrations`
}

const MAX_NAMES = 3

function list(paths: readonly string[]): string {
  const names = paths.slice(0, MAX_NAMES).map((path) => {
    const name = baseName(path)
    return name === 'migration.sql' ? baseName(folderOf(path)) : name
  })
  return paths.length > MAX_NAMES ? `${names.join(', ')} …` : names.join(', ')
}
