import { settingAt } from '../../derive/evidence.ts'
import { compareMigrations, recordedSets } from '../../derive/live/migrations/compare-migrations.ts'
import { blockingChanges } from '../../derive/migrations/blocking-changes.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { hidden, known, migrationTable, postgresFacts } from '../live-example-postgres.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SHOP = project('express@5 node-pg-migrate@8', {
  'server.js': "require('express')().listen(3000)\n",
  'migrations/001_orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint);\n',
  'migrations/002_customer.sql': 'CREATE INDEX orders_customer ON orders (customer);\n',
})
const LARGE = known([{ table: 'public.orders', rows: 4_200_000 }])
const APPLIED = (...names: string[]) => known([migrationTable('node-pg-migrate', names)])

export default defineRule({
  id: 'migrations/lock-heavy',
  catalogue: 'MG07',
  title: 'The next migration locks a large table',
  severity: 'warning',
  confidence: 'proven',
  needs: ['migrations'],
  why: 'While an index is built or every row is checked, whoever wants to write waits, and behind them everybody else. On a table with millions of rows a deployment that takes a second in tests is an outage of minutes.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Build indexes beside the traffic, outside of a transaction.',
      code: 'CREATE INDEX CONCURRENTLY orders_customer ON orders (customer);',
    },
    {
      for: 'any',
      effort: 'M',
      text: 'Add constraints without a check of what is there, and check it afterwards.',
      code: 'ALTER TABLE orders ADD CONSTRAINT … NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT …;',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Let a migration give up instead of queueing in front of everybody.',
      code: "SET lock_timeout = '5s';",
    },
  ],
  references: [
    { title: 'PostgreSQL: ALTER TABLE', url: 'https://www.postgresql.org/docs/current/sql-altertable.html' },
    {
      title: 'PostgreSQL: building indexes concurrently',
      url: 'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
    },
  ],
  falsePositives: [
    'Migrations that were applied long ago: only those that the database has not seen yet.',
    'Tables that are small, or that the same migration makes.',
  ],
  examples: [
    {
      name: 'an index on four million rows, still to come',
      outcome: 'fail',
      says: 'CREATE INDEX CONCURRENTLY',
      files: SHOP,
      live: running({ postgres: postgresFacts({ migrationTables: APPLIED('001_orders'), largeTables: LARGE }) }),
    },
    {
      name: 'the same on a small table',
      outcome: 'pass',
      files: SHOP,
      live: running({ postgres: postgresFacts({ migrationTables: APPLIED('001_orders') }) }),
    },
    {
      name: 'everything is applied',
      outcome: 'pass',
      files: SHOP,
      live: running({
        postgres: postgresFacts({ migrationTables: APPLIED('001_orders', '002_customer'), largeTables: LARGE }),
      }),
    },
    {
      name: 'the role may not read how large tables are',
      outcome: 'unknown',
      files: SHOP,
      live: running({ postgres: postgresFacts({ migrationTables: APPLIED('001_orders'), largeTables: hidden() }) }),
    },
    { name: 'it does not answer', outcome: 'unknown', live: silent('postgres') },
    {
      name: 'no migrations whose table is known',
      outcome: 'not-applicable',
      live: running({ postgres: postgresFacts() }),
    },
  ],
  live: {
    parts: ['postgres'],
    evaluate({ postgres }, { migrations }) {
      const facts = postgres!
      if (recordedSets(migrations).length === 0)
        return notApplicable('the source has no migrations whose table is known')
      if (!facts.migrationTables.known)
        return unknown(`what was applied cannot be read: ${facts.migrationTables.reason}`)
      if (!facts.largeTables.known) return unknown(`how large tables are cannot be read: ${facts.largeTables.reason}`)
      const { compared, doubts } = compareMigrations(migrations, facts.migrationTables.value, facts)
      const pending = compared.flatMap((set) => set.pending)
      const large = new Map(facts.largeTables.value.map(({ table, rows }) => [table, rows]))
      const findings = pending.flatMap((path) => findingsIn(path, migrations.text(path) ?? '', large))
      if (findings.length > 0) return fail(findings)
      const code = pending.find((path) => !path.endsWith('.sql'))
      if (code !== undefined) return unknown(`${code} is code, and what it changes is known when it runs`)
      if (doubts.length > 0) return unknown(doubts.join('; '))
      return pass(
        pending.length > 0
          ? pending.map((path) => settingAt(path, 1, undefined, 'locks no large table'))
          : compared.map(({ set }) => settingAt(set.directory, undefined, undefined, 'nothing is still to be applied')),
      )
    },
  },
})

function findingsIn(path: string, sql: string, large: ReadonlyMap<string, number>): FindingDraft[] {
  if (!path.endsWith('.sql')) return []
  return blockingChanges(sql).flatMap(({ table, statement, line, why }) => {
    const rows = large.get(table)
    if (rows === undefined) return []
    return [
      {
        message: `${table} has about ${rows.toLocaleString('en')} rows: ${why}`,
        evidence: [settingAt(path, line, statement)],
        key: `${path} ${statement}`,
      },
    ]
  })
}
