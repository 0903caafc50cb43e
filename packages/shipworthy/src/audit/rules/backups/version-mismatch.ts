import { probed } from '../../derive/evidence.ts'
import { answered } from '../../derive/live/database-of.ts'
import { backup, backupFacts } from '../live-example-backups.ts'
import { postgresFacts } from '../live-example-postgres.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const HOUR_MS = 3_600_000
/** Without a newer backup in this time the job has failed at least once. */
const MISSED_HOURS = 26

export default defineRule({
  id: 'backups/version-mismatch',
  catalogue: 'BK07',
  title: 'Backups are made by a pg_dump that is older than the server',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'pg_dump refuses a server of a later major version: since the server was upgraded there are no backups.',
  remedies: [
    {
      for: 'docker',
      effort: 'S',
      text: 'Give the backup job the client of the same major version as the server, and upgrade both together.',
      code: 'image: postgres:17-alpine',
    },
  ],
  references: [{ title: 'PostgreSQL: pg_dump, notes', url: 'https://www.postgresql.org/docs/current/app-pgdump.html' }],
  falsePositives: [
    'A backup of the day before the upgrade, whose job has been upgraded too: as long as no backup has been missed it is a warning.',
    'What made the backup is read from the backup, not from programs on this machine.',
  ],
  examples: [
    {
      name: 'the same version',
      outcome: 'pass',
      live: running({
        postgres: postgresFacts(),
        backups: backupFacts([backup(9, { tool: 'pg_dump', toolVersion: '17.2' })]),
      }),
    },
    {
      name: 'an older one, and none since',
      outcome: 'fail',
      severity: 'critical',
      says: 'pg_dump 15.3',
      live: running({
        postgres: postgresFacts(),
        backups: backupFacts([backup(200, { tool: 'pg_dump', toolVersion: '15.3' })]),
      }),
    },
    {
      name: 'an older one of this night',
      outcome: 'fail',
      severity: 'warning',
      live: running({
        postgres: postgresFacts(),
        backups: backupFacts([backup(9, { tool: 'pg_dump', toolVersion: '15.3' })]),
      }),
    },
    {
      name: 'what made it is not known',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts(), backups: backupFacts([backup(9)]) }),
    },
    {
      name: 'no server to compare with',
      outcome: 'unknown',
      live: running({ backups: backupFacts([backup(9, { tool: 'pg_dump', toolVersion: '15.3' })]) }),
    },
    { name: 'a server that does not answer', outcome: 'not-applicable', live: silent('postgres') },
    { name: 'no backups', outcome: 'not-applicable', live: running({ postgres: postgresFacts() }) },
  ],
  live: {
    parts: ['postgres', 'backups'],
    silent: ({ reason }) => notApplicable(`there is nothing to compare: ${reason}`),
    evaluate({ postgres, backups }) {
      const [newest] = backups?.backups ?? []
      if (!newest) return notApplicable('no backups were given')
      const { tool, toolVersion, file, at } = newest
      if (tool === undefined || toolVersion === undefined) return unknown(`${file} does not say what made it`)
      if (!tool.startsWith('pg_dump')) return notApplicable(`${file} was made by ${tool}`)
      if (!postgres) return unknown('the server was not asked: give --database-url too')
      const evidence = [probed(file, `${tool} ${toolVersion}`, at), answered(postgres, 'version', postgres.version)]
      if (Number.parseInt(toolVersion, 10) >= postgres.major) return pass(evidence)
      const hours = (Date.parse(backups!.readAt) - Date.parse(at)) / HOUR_MS
      return fail([
        {
          message: `the newest backup was made by ${tool} ${toolVersion}, which refuses PostgreSQL ${postgres.major}`,
          severity: hours > MISSED_HOURS ? 'critical' : 'warning',
          evidence,
          key: 'pg_dump',
        },
      ])
    },
  },
})
