import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import { databaseSupport } from '../../derive/live/database-releases.ts'
import { project } from '../example-kit.ts'
import { mysqlFacts, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'database/version-eol',
  catalogue: 'DB13',
  title: 'The database server is no longer mended',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Holes that are found from now on stay open, and so do errors that lose data. The later the step to a supported version, the larger it is.',
  remedies: [
    {
      for: 'any',
      effort: 'L',
      text: 'Plan the step to a supported series, try it on a restored backup, and do it with pg_upgrade or the upgrade of the provider.',
    },
    {
      for: 'any',
      effort: 'M',
      text: 'Within a series, install the newest correction: it needs a restart and no dump.',
    },
  ],
  references: [
    { title: 'PostgreSQL: versioning policy', url: 'https://www.postgresql.org/support/versioning/' },
    { title: 'MariaDB: maintenance policy', url: 'https://mariadb.org/about/#maintenance-policy' },
  ],
  falsePositives: [
    'Extended support that a provider sells: suppress it with the day on which that ends.',
    'A correction that is missing is information: providers and distributions bring some of them back under the old number.',
  ],
  examples: [
    { name: 'a supported series', outcome: 'pass', live: running({ postgres: postgresFacts() }) },
    {
      name: 'a series that has ended',
      outcome: 'fail',
      severity: 'warning',
      says: 'PostgreSQL 12 has not been mended since 2024-11-21',
      live: running({ postgres: postgresFacts({ version: '12.22', major: 12 }) }),
    },
    {
      name: 'MySQL 5.7',
      outcome: 'fail',
      severity: 'warning',
      live: running({ mysql: mysqlFacts({ version: '5.7.44' }) }),
    },
    {
      name: 'corrections that are missing',
      outcome: 'fail',
      severity: 'info',
      says: '17.6',
      live: running({ postgres: postgresFacts({ version: '17.2' }) }),
    },
    {
      name: 'a series that came later',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts({ version: '31.1', major: 31 }) }),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: DATABASES,
    evaluate(live) {
      const facts = databaseOf(live)
      const { series, end, isOver, behind } = databaseSupport(facts, new Date(facts.readAt))
      const evidence = answered(facts, 'version', facts.version)
      if (isOver) {
        const message = `${series} has not been mended since ${end ?? 'long ago'}`
        return fail([{ message, evidence: [evidence], key: series }])
      }
      if (end === undefined) return unknown(`when support of ${series} ends is not known`, [evidence])
      if (behind === undefined) return pass({ ...evidence, note: `supported until ${end}` })
      const message = `${series} has had corrections since ${facts.version}: at least ${behind} is out`
      return fail([{ message, severity: 'info', evidence: [evidence], key: `minor of ${series}` }])
    },
  },
})
