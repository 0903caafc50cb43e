import { probed } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { backup, backupFacts } from '../live-example-backups.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const DAY_MS = 86_400_000
/** A quarter, as most rules for audits ask. */
const LIMIT_DAYS = 92

export default defineRule({
  id: 'backups/restore-unverified',
  catalogue: 'BK03',
  title: 'No backup has been restored for a trial',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'A backup that nobody has restored is a hope: an empty dump, a lost key or a missing extension shows only then, and so does how long it takes.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Restore the newest backup into an empty database by a job, count rows of the tables that matter, and note the time in the manifest.',
      code: '{ "backups": [{ "file": "app.dump", "at": "2026-11-30T03:00:00Z", "bytes": 5000000, "restoreVerifiedAt": "2026-11-30T04:00:00Z" }] }',
    },
  ],
  references: [
    {
      title: 'AWS Well-Architected REL09-BP04: perform periodic recovery of the data',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_backing_up_data_periodic_recovery_testing_data.html',
    },
    {
      title: 'Mercari production readiness checklist',
      url: 'https://github.com/mercari/production-readiness-checklist',
    },
  ],
  falsePositives: [
    'A trial that is held elsewhere: note it in the manifest, or suppress this with the day of the next one.',
    'A folder cannot say whether its files were ever restored: unknown.',
  ],
  examples: [
    {
      name: 'last month',
      outcome: 'pass',
      live: running({
        backups: backupFacts([backup(9), backup(900, { restoreVerifiedAt: '2026-10-24T04:00:00.000Z' })], {
          origin: 'manifest',
        }),
      }),
    },
    {
      name: 'never',
      outcome: 'fail',
      says: 'no backup',
      live: running({ backups: backupFacts([backup(9)], { origin: 'manifest' }) }),
    },
    {
      name: 'last year',
      outcome: 'fail',
      says: '2025-11-30',
      live: running({
        backups: backupFacts([backup(9, { restoreVerifiedAt: '2025-11-30T04:00:00.000Z' })], { origin: 'manifest' }),
      }),
    },
    { name: 'a folder', outcome: 'unknown', live: running({ backups: backupFacts([backup(9)]) }) },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: ['backups'],
    evaluate({ backups }) {
      const { target, origin, backups: all, readAt } = backups!
      if (origin === 'folder') return unknown('a folder does not say whether its files were restored; a manifest can')
      const [latest] = all.flatMap(({ restoreVerifiedAt: at }) => at ?? []).toSorted((a, b) => b.localeCompare(a))
      const evidence = [probed(`${target}: restoreVerifiedAt`, latest ?? 'none')]
      if (latest === undefined)
        return fail([{ message: 'the manifest names no backup that was restored', evidence, key: 'restore' }])
      if (Date.parse(readAt) - Date.parse(latest) <= LIMIT_DAYS * DAY_MS) return pass(evidence)
      const message = `the last restore for a trial was on ${latest.slice(0, 10)}, more than a quarter ago`
      return fail([{ message, evidence, key: 'restore' }])
    },
  },
})
