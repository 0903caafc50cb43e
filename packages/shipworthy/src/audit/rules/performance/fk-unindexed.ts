import { answered } from '../../derive/live/database-of.ts'
import { project } from '../example-kit.ts'
import { hidden, known, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'performance/fk-unindexed',
  catalogue: 'PF09',
  title: 'A foreign key of a large table has no index',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'PostgreSQL makes no index for a foreign key. Each DELETE or change of a key in the other table, and each join, then reads the whole table, and holds its locks for that time.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Make one, without stopping writes.',
      code: 'CREATE INDEX CONCURRENTLY ON orders (customer_id)',
    },
  ],
  references: [
    {
      title: 'PostgreSQL: foreign keys',
      url: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
    },
  ],
  falsePositives: [
    'Tables of fewer than 10,000 rows are left out.',
    'A table whose parents are never deleted and which is never joined that way: suppress it.',
    'An index over more columns that begins with those of the key counts.',
  ],
  examples: [
    { name: 'all have one', outcome: 'pass', live: running({ postgres: postgresFacts() }) },
    {
      name: 'none',
      outcome: 'fail',
      says: 'public.orders (customer_id)',
      live: running({
        postgres: postgresFacts({
          unindexedKeys: known([
            { table: 'public.orders', constraint: 'orders_customer_fk', columns: ['customer_id'], rows: 250_000 },
          ]),
        }),
      }),
    },
    {
      name: 'a catalogue that may not be read',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts({ unindexedKeys: hidden() }) }),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: ['postgres'],
    evaluate({ postgres }) {
      const keys = postgres!.unindexedKeys
      if (!keys.known) return unknown(`the catalogue cannot be read: ${keys.reason}`)
      if (keys.value.length === 0) return pass(answered(postgres!, 'foreign keys of large tables', 'all have an index'))
      return fail(
        keys.value.map(({ table, constraint, columns, rows }) => ({
          message: `${table} (${columns.join(', ')}) is a foreign key without an index`,
          evidence: [answered(postgres!, constraint, `no index, about ${rows} rows`)],
          key: `${table} ${constraint}`,
        })),
      )
    },
  },
})
