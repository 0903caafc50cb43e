import { answered } from '../../derive/live/database-of.ts'
import { project } from '../example-kit.ts'
import { hidden, known, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'performance/slow-query',
  catalogue: 'PF10',
  title: 'Statements of the service take more than half a second',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Each holds a connection of the pool for that time. A few at once are enough, and everything else waits behind them.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'See what the server does, and give it the index that spares it that.',
      code: 'EXPLAIN (ANALYZE, BUFFERS) SELECT …',
    },
  ],
  references: [
    {
      title: 'PostgreSQL: pg_stat_statements',
      url: 'https://www.postgresql.org/docs/current/pgstatstatements.html',
    },
    { title: 'PostgreSQL: using EXPLAIN', url: 'https://www.postgresql.org/docs/current/using-explain.html' },
  ],
  falsePositives: [
    'Reports and batches of other roles are not looked at, nor what ran fewer than ten times.',
    'Without pg_stat_statements nothing is known.',
  ],
  examples: [
    { name: 'all are fast', outcome: 'pass', live: running({ postgres: postgresFacts() }) },
    {
      name: 'a slow one',
      outcome: 'fail',
      says: '1240 ms',
      live: running({
        postgres: postgresFacts({
          slowStatements: known([{ text: 'SELECT * FROM orders WHERE note LIKE $1', calls: 4_100, meanMs: 1_240 }]),
        }),
      }),
    },
    {
      name: 'without pg_stat_statements',
      outcome: 'unknown',
      says: 'pg_stat_statements',
      live: running({
        postgres: postgresFacts({ slowStatements: hidden('the extension pg_stat_statements is not installed') }),
      }),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: ['postgres'],
    evaluate({ postgres }) {
      const statements = postgres!.slowStatements
      if (!statements.known) return unknown(`times of statements cannot be read: ${statements.reason}`)
      if (statements.value.length === 0)
        return pass(answered(postgres!, 'pg_stat_statements of this role', 'none over 500 ms on average'))
      return fail(
        statements.value.map(({ text, calls, meanMs }) => ({
          message: `${meanMs} ms on average over ${calls} calls: ${text}`,
          evidence: [answered(postgres!, text, `${meanMs} ms, ${calls} calls`)],
          key: text,
        })),
      )
    },
  },
})
