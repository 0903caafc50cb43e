import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { poolDemand } from '../../derive/live/pool-demand.ts'
import { project } from '../example-kit.ts'
import { hidden, known, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type Verdict } from '../rule.ts'

const SERVICE = (pool: string, replicas?: string): Record<string, string> =>
  project('express@5 pg@8', {
    'server.js': `const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool(${pool})\napp.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n`,
    ...(replicas !== undefined && {
      'compose.yaml': `services:\n  api:\n    build: .\n    ports: ['3000:3000']\n    deploy: { replicas: ${replicas} }\n`,
      Dockerfile: 'FROM node:22\nCMD ["node", "server.js"]\n',
    }),
  })
const SERVER = running({ postgres: postgresFacts() })

export default defineRule({
  id: 'database/pool-over-max',
  catalogue: 'DB04',
  title: 'The pools of all instances ask for more connections than there are',
  severity: 'critical',
  confidence: 'proven',
  needs: ['datastores', 'program', 'workloads'],
  tokens: datastoreTokens,
  why: 'Under load each instance fills its pool. The server refuses the rest: requests fail with "too many clients", on instances that have nothing wrong with them, and nobody can look at the database.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Pool size = connections of the server ÷ instances, less a reserve for deployments and people.',
      code: 'new Pool({ max: Number(process.env.DB_POOL_MAX ?? 10) })',
    },
    { for: 'any', effort: 'M', text: 'Or put a pooler such as PgBouncer between.' },
  ],
  references: [
    { title: 'node-postgres: pool sizing', url: 'https://node-postgres.com/guides/pool-sizing' },
    { title: 'OWASP ASVS 13.1.2: connections of backend components', url: 'https://github.com/OWASP/ASVS' },
  ],
  falsePositives: [
    'PgBouncer or another pooler between: not applicable.',
    'An autoscaler whose limit is not known, a size from the environment, several pools that may belong to several servers: at most a warning.',
    'The server that was asked is one for development on this machine: a warning.',
  ],
  examples: [
    { name: 'it fits', outcome: 'pass', says: '3 × 20 = 60', files: SERVICE('{ max: 20 }', '3'), live: SERVER },
    {
      name: 'more than there are',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      says: '5 × 40 = 200',
      files: SERVICE('{ max: 40 }', '5'),
      live: SERVER,
    },
    {
      name: 'a size from the environment',
      outcome: 'fail',
      severity: 'warning',
      files: SERVICE('{ max: Number(process.env.POOL_MAX ?? 40) }', '5'),
      live: SERVER,
    },
    {
      name: 'two pools, which may belong to two servers',
      outcome: 'fail',
      severity: 'warning',
      files: SERVICE('{ max: 30 })\nconst replica = new Pool({ max: 30 }', '5'),
      live: SERVER,
    },
    {
      name: 'a server for development',
      outcome: 'fail',
      severity: 'warning',
      files: SERVICE('{ max: 40 }', '5'),
      live: running({ postgres: postgresFacts({ network: 'loopback' }) }),
    },
    {
      name: 'a pooler between',
      outcome: 'not-applicable',
      files: SERVICE('{ max: 40 }', '5'),
      live: running({ postgres: postgresFacts({ isPooled: true }) }),
    },
    {
      name: 'how many instances run is not known',
      outcome: 'unknown',
      says: '4 instances',
      files: SERVICE('{ max: 20 }'),
      live: SERVER,
    },
    {
      name: 'a limit that cannot be read',
      outcome: 'unknown',
      files: SERVICE('{ max: 20 }', '3'),
      live: running({ postgres: postgresFacts({ maxConnections: hidden() }) }),
    },
    {
      name: 'one instance that asks for too much alone',
      outcome: 'fail',
      severity: 'warning',
      files: SERVICE('{ max: 500 }'),
      live: running({ postgres: postgresFacts({ maxConnections: known(97) }) }),
    },
  ],
  live: {
    parts: DATABASES,
    evaluate(live, { datastores, program, workloads }): Verdict {
      const facts = databaseOf(live)
      const { maxConnections, engine, network } = facts
      if (live.postgres?.isPooled) return notApplicable('a pooler stands between the service and the server')
      const demand = poolDemand({ datastores, program }, engine)
      if (!demand) return notApplicable('the source has no pool for such a database')
      if (!maxConnections.known) return unknown(`how many there may be cannot be read: ${maxConnections.reason}`)
      const { connections, isCertain } = demand
      if (connections === undefined) return unknown('the size of the pool is not known', demand.evidence)
      const limit = maxConnections.value
      const { count, evidence: place } = workloads.instances()
      const isCounted = typeof count === 'number'
      // Many are at least two, and one there is in any case.
      const instances = isCounted ? count : count === 'many' ? 2 : 1
      const sum = `${instances} × ${connections} = ${instances * connections}`
      const evidence = [
        ...demand.evidence,
        ...(place ? [place] : []),
        answered(facts, 'connections for services', `${limit}`),
      ]
      if (instances * connections > limit)
        return fail([
          {
            message: `${sum} connections, and the server has ${limit}`,
            severity: isCounted && isCertain && network !== 'loopback' ? 'critical' : 'warning',
            evidence,
          },
        ])
      const fits = Math.floor(limit / Math.max(1, connections))
      if (!isCounted)
        return unknown(`how many instances run is not known; the server has room for ${fits} instances`, evidence)
      return pass(evidence.map((entry) => ({ ...entry, note: `${sum} of ${limit}` })))
    },
  },
})
