import { settingAt } from '../../derive/evidence.ts'
import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import { compareMigrations, recordedSets } from '../../derive/live/migrations/compare-migrations.ts'
import { sha256Hex } from '../../model/sha256.ts'
import { project } from '../example-kit.ts'
import { hidden, known, migrationTable, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SQL = 'CREATE TABLE users (id int);\n'
const PRISMA = (sql: string): Record<string, string> =>
  project('express@5 @prisma/client@6 prisma@6', {
    'server.js': "require('express')().listen(3000)\n",
    'prisma/migrations/20240101_init/migration.sql': sql,
  })
const SERVER = running({
  postgres: postgresFacts({
    migrationTables: known([
      migrationTable('prisma', [{ name: '20240101_init', state: 'applied', checksum: sha256Hex(SQL) }]),
    ]),
  }),
})

export default defineRule({
  id: 'migrations/edited-after-apply',
  catalogue: 'MG11',
  title: 'A migration was changed after it had been applied',
  severity: 'warning',
  confidence: 'proven',
  needs: ['migrations'],
  why: 'The database has what the file said then; a new one gets what it says now. Tests and production part ways, and the tool may refuse to go on.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Take the old text back from git, and put the change into a migration of its own.',
    },
  ],
  references: [
    {
      title: 'Prisma: migration histories',
      url: 'https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories',
    },
  ],
  falsePositives: [
    'Other ends of lines, or a mark of the encoding, on another machine.',
    'Tools that keep no checksum (Knex, TypeORM, Sequelize, Kysely, node-pg-migrate): not applicable.',
  ],
  examples: [
    { name: 'as it was', outcome: 'pass', files: PRISMA(SQL), live: SERVER },
    {
      name: 'with ends of lines of Windows',
      outcome: 'pass',
      files: PRISMA(SQL.replaceAll('\n', '\r\n')),
      live: SERVER,
    },
    {
      name: 'changed',
      outcome: 'fail',
      severity: 'warning',
      says: '20240101_init',
      files: PRISMA(`${SQL}ALTER TABLE users ADD name text;\n`),
      live: SERVER,
    },
    {
      name: 'a tool without checksums',
      outcome: 'not-applicable',
      files: project('knex@3', { 'server.js': '', 'migrations/001_users.js': '' }),
      live: running({
        postgres: postgresFacts({ migrationTables: known([migrationTable('knex', ['001_users.js'])]) }),
      }),
    },
    {
      name: 'a table that may not be read',
      outcome: 'unknown',
      files: PRISMA(SQL),
      live: running({ postgres: postgresFacts({ migrationTables: hidden() }) }),
    },
  ],
  live: {
    parts: DATABASES,
    evaluate(live, { migrations }) {
      const facts = databaseOf(live)
      const checked = recordedSets(migrations).filter(({ tool }) => tool === 'prisma' || tool === 'drizzle')
      if (checked.length === 0) return notApplicable('no migrations of a tool that keeps checksums')
      if (!facts.migrationTables.known)
        return unknown(`what was applied cannot be read: ${facts.migrationTables.reason}`)
      const sets = { sets: checked, text: migrations.text }
      const { compared, doubts } = compareMigrations(sets, facts.migrationTables.value, facts)
      const edited = compared.flatMap(({ edited: paths, table }) => paths.map((path) => ({ path, table })))
      if (edited.length > 0)
        return fail(
          edited.map(({ path, table }) => ({
            message: `${path} is not what was applied`,
            evidence: [settingAt(path, undefined), answered(facts, `${table?.table}: checksum`, 'another')],
          })),
        )
      const seen = compared.filter(({ matched }) => matched > 0)
      if (seen.length === 0) return unknown(doubts.join('; ') || 'nothing has been applied')
      return pass(
        seen.map(({ matched, table }) => answered(facts, `${table?.table}: checksums`, `${matched} as the files`)),
      )
    },
  },
})
