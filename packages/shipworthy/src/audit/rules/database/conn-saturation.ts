import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import { project } from '../example-kit.ts'
import { hidden, known, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const FULL = 0.8

export default defineRule({
  id: 'database/conn-saturation',
  catalogue: 'DB14',
  title: 'The database has hardly a connection left',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'A deployment starts new instances before the old ones are gone. When the last connection is taken, the new ones do not come up, and nobody can look at the database either.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Make the pools smaller (connections of the server ÷ instances, less a reserve), or put a pooler such as PgBouncer between.',
    },
  ],
  references: [
    {
      title: 'PostgreSQL: connections',
      url: 'https://www.postgresql.org/docs/current/runtime-config-connection.html',
    },
    { title: 'node-postgres: pool sizing', url: 'https://node-postgres.com/guides/pool-sizing' },
  ],
  falsePositives: [
    'Connections that pools keep and do not use: information, as long as few of them are at work.',
    'It is one look at one moment.',
  ],
  examples: [
    { name: 'room', outcome: 'pass', live: running({ postgres: postgresFacts() }) },
    {
      name: 'nearly all are at work',
      outcome: 'fail',
      severity: 'warning',
      says: '85 of 97',
      live: running({ postgres: postgresFacts({ connections: known({ total: 85, busy: 60 }) }) }),
    },
    {
      name: 'pools at rest',
      outcome: 'fail',
      severity: 'info',
      live: running({ postgres: postgresFacts({ connections: known({ total: 85, busy: 3 }) }) }),
    },
    {
      name: 'connections that cannot be counted',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts({ connections: hidden() }) }),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: DATABASES,
    evaluate(live) {
      const facts = databaseOf(live)
      const { connections, maxConnections } = facts
      if (!connections.known) return unknown(`connections cannot be counted: ${connections.reason}`)
      if (!maxConnections.known) return unknown(`how many there may be cannot be read: ${maxConnections.reason}`)
      const { total, busy } = connections.value
      const limit = maxConnections.value
      const states = busy === undefined ? 'whether they work is not shown' : `${busy} at work or inside a transaction`
      const evidence = answered(facts, 'connections now', `${total} of ${limit}, ${states}`)
      if (total <= FULL * limit) return pass(evidence)
      const isAtRest = busy !== undefined && busy <= limit / 4
      return fail([
        {
          message: `${total} of ${limit} connections are taken; ${states}`,
          severity: isAtRest ? 'info' : 'warning',
          evidence: [evidence],
          key: 'connections',
        },
      ])
    },
  },
})
