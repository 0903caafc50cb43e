import { answered } from '../../derive/live/database-of.ts'
import type { Archiver } from '../../facts/live/postgres-facts.ts'
import { project } from '../example-kit.ts'
import { hidden, known, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** An archiver that is well has something to do at least so often, where failures show that there is something. */
const HICCUP_MS = 15 * 60_000

const server = (archiver: Partial<Archiver>): ReturnType<typeof postgresFacts> =>
  postgresFacts({ archiver: known({ isOn: true, failures: 0, ...archiver }) })

export default defineRule({
  id: 'backups/wal-archive-failing',
  catalogue: 'BK12',
  title: 'Archiving of the write-ahead log fails',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Restoring to a point in time ends where the archive ends. The server keeps every segment that was not archived, until its disk is full and it stops.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Run archive_command by hand as the user of the server, and mend what it says: rights, a full target, credentials that have expired. Then watch pg_stat_archiver.',
    },
  ],
  references: [
    {
      title: 'PostgreSQL: continuous archiving',
      url: 'https://www.postgresql.org/docs/current/continuous-archiving.html',
    },
  ],
  falsePositives: [
    'archive_mode is off: nothing was promised.',
    'A failure of a moment ago after which archiving goes on by itself: a warning.',
    'A replica, which does not archive.',
  ],
  examples: [
    {
      name: 'it archives',
      outcome: 'pass',
      live: running({ postgres: server({ lastArchivedAt: '2026-11-30T11:58:00Z' }) }),
    },
    {
      name: 'it failed once, long ago',
      outcome: 'pass',
      live: running({
        postgres: server({ failures: 2, lastFailedAt: '2026-10-01T00:00:00Z', lastArchivedAt: '2026-11-30T11:58:00Z' }),
      }),
    },
    {
      name: 'nothing was ever archived',
      outcome: 'fail',
      severity: 'critical',
      says: 'nothing has ever been archived',
      live: running({ postgres: server({ failures: 31, lastFailedAt: '2026-11-30T11:59:00Z' }) }),
    },
    {
      name: 'for three days',
      outcome: 'fail',
      severity: 'critical',
      says: '2026-11-27',
      live: running({
        postgres: server({
          failures: 900,
          lastFailedAt: '2026-11-30T11:59:00Z',
          lastArchivedAt: '2026-11-27T10:00:00Z',
        }),
      }),
    },
    {
      name: 'a moment ago',
      outcome: 'fail',
      severity: 'warning',
      live: running({
        postgres: server({ failures: 1, lastFailedAt: '2026-11-30T11:59:00Z', lastArchivedAt: '2026-11-30T11:58:00Z' }),
      }),
    },
    { name: 'switched off', outcome: 'not-applicable', live: running({ postgres: server({ isOn: false }) }) },
    {
      name: 'a view that may not be read',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts({ archiver: hidden() }) }),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: ['postgres'],
    evaluate({ postgres }) {
      const { archiver, isReplica, readAt } = postgres!
      if (isReplica) return notApplicable('a replica does not archive')
      if (!archiver.known) return unknown(`the archiver cannot be looked at: ${archiver.reason}`)
      const { isOn, failures, lastFailedAt, lastArchivedAt } = archiver.value
      if (!isOn) return notApplicable('archive_mode is off')
      const evidence = [
        answered(
          postgres!,
          'pg_stat_archiver',
          `last archived ${lastArchivedAt ?? 'never'}, last failed ${lastFailedAt ?? 'never'}`,
        ),
      ]
      if (lastFailedAt === undefined || lastFailedAt < (lastArchivedAt ?? '')) return pass(evidence)
      const sinceMs = Date.parse(readAt) - Date.parse(lastArchivedAt ?? '1970-01-01')
      const last =
        lastArchivedAt === undefined ? 'nothing has ever been archived' : `the last was archived at ${lastArchivedAt}`
      return fail([
        {
          message: `archiving has failed ${failures} times: ${last}`,
          severity: sinceMs > HICCUP_MS ? 'critical' : 'warning',
          evidence,
          key: 'pg_stat_archiver',
        },
      ])
    },
  },
})
