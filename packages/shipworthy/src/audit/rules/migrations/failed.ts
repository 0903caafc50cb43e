import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import { project } from '../example-kit.ts'
import { hidden, known, migrationTable, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

export default defineRule({
  id: 'migrations/failed',
  catalogue: 'MG04',
  title: 'A migration has failed half-way',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'The schema is between two versions, and the tool refuses to apply anything more until somebody has cleared it up: the next deployment stops there.',
  remedies: [
    {
      for: 'prisma',
      effort: 'M',
      text: 'Look at what it did, undo or finish it by hand, and tell Prisma which of the two.',
      code: 'npx prisma migrate resolve --rolled-back "<name>"',
    },
    {
      for: 'knex',
      effort: 'S',
      text: 'When no migration is running, free the lock that a dead one left.',
      code: 'npx knex migrate:unlock',
    },
  ],
  references: [
    {
      title: 'Prisma: patching and hotfixing, failed migrations',
      url: 'https://www.prisma.io/docs/orm/prisma-migrate/workflows/patching-and-hotfixing',
    },
    { title: 'Knex: notes about locks', url: 'https://knexjs.org/guide/migrations.html#notes-about-locks' },
  ],
  falsePositives: [
    'A migration that runs at this moment: it has failed only when the tool says why, or when it began a quarter of an hour ago.',
    'One that was marked as rolled back, and baselines.',
    'A lock may belong to a migration that runs now: a warning.',
  ],
  examples: [
    {
      name: 'all applied',
      outcome: 'pass',
      live: running({ postgres: postgresFacts({ migrationTables: known([migrationTable('prisma', ['1_init'])]) }) }),
    },
    {
      name: 'one failed',
      outcome: 'fail',
      severity: 'critical',
      says: '2_orders',
      live: running({
        postgres: postgresFacts({
          migrationTables: known([
            migrationTable('prisma', [
              '1_init',
              { name: '2_orders', state: 'failed', detail: 'ERROR: column "total" already exists' },
            ]),
          ]),
        }),
      }),
    },
    {
      name: 'one was rolled back, and applied again',
      outcome: 'pass',
      live: running({
        postgres: postgresFacts({
          migrationTables: known([
            migrationTable('prisma', [
              { name: '1_init', state: 'rolled-back' },
              { name: '1_init', state: 'applied' },
            ]),
          ]),
        }),
      }),
    },
    {
      name: 'a lock',
      outcome: 'fail',
      severity: 'warning',
      live: running({
        postgres: postgresFacts({
          migrationTables: known([migrationTable('knex', ['1_init.js'], { isLocked: true })]),
        }),
      }),
    },
    {
      name: 'a table that may not be read',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts({ migrationTables: hidden() }) }),
    },
    { name: 'no table', outcome: 'not-applicable', live: running({ postgres: postgresFacts() }) },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: DATABASES,
    evaluate(live) {
      const facts = databaseOf(live)
      if (!facts.migrationTables.known)
        return unknown(`what was applied cannot be read: ${facts.migrationTables.reason}`)
      const tables = facts.migrationTables.value
      if (tables.length === 0) return notApplicable('the database has no table of a migration tool')
      const findings = tables.flatMap(({ table, rows, isLocked }): FindingDraft[] => {
        const latest = new Map(rows.map((row) => [row.name, row]))
        const failed = [...latest.values()].filter(({ state }) => state === 'failed')
        const locked: FindingDraft = {
          message: `the lock beside ${table} is taken: a migration runs now, or one has died`,
          severity: 'warning',
          evidence: [answered(facts, `${table}: lock`, 'taken')],
          key: `lock of ${table}`,
        }
        return [
          ...failed.map(({ name, detail }) => ({
            message: `${name} has failed${detail === undefined ? ': it began, and never ended' : `: ${detail}`}`,
            evidence: [answered(facts, table, `${name}: not finished, not rolled back`)],
            key: `${table} ${name}`,
          })),
          ...(isLocked ? [locked] : []),
        ]
      })
      if (findings.length > 0) return fail(findings)
      return pass(tables.map(({ table, rows }) => answered(facts, table, `${rows.length} rows, none failed`)))
    },
  },
})
