import { probed } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { backup, backupFacts } from '../live-example-backups.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** What gzip makes of nothing, with a name, and a little more. */
const EMPTY_BYTES = 64
/** Earlier ones that the newest is held against. */
const HISTORY = 10
const LEAST_HISTORY = 3

export default defineRule({
  id: 'backups/shrunk',
  catalogue: 'BK06',
  title: 'The newest backup is empty, or much smaller than those before',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'A dump that broke off, or whose first half failed in a pipe, leaves a file all the same. It looks like a backup until somebody restores it.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Look at the log of the job, mend it, make a backup now, and let the job fail when a part of it fails.',
      code: 'set -euo pipefail\npg_dump --format=custom --file=app.dump "$DATABASE_URL"',
    },
  ],
  references: [
    {
      title: 'AWS Well-Architected REL09-BP04: perform periodic recovery of the data',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_backing_up_data_periodic_recovery_testing_data.html',
    },
  ],
  falsePositives: [
    'Data that was purged on purpose: half the size is a warning, to be suppressed with the reason; only an empty backup is critical.',
    'Backups of other databases in the same folder: those whose names differ in more than dates and numbers are not compared.',
  ],
  examples: [
    {
      name: 'as large as ever',
      outcome: 'pass',
      live: running({ backups: backupFacts([9, 33, 57, 81].map((hours) => backup(hours))) }),
    },
    {
      name: 'an empty one',
      outcome: 'fail',
      severity: 'critical',
      says: '20 bytes',
      live: running({ backups: backupFacts([backup(9, { bytes: 20 }), backup(33)]) }),
    },
    {
      name: 'a tenth',
      outcome: 'fail',
      severity: 'warning',
      says: '10 %',
      live: running({
        backups: backupFacts([backup(9, { bytes: 500_000 }), ...[33, 57, 81].map((hours) => backup(hours))]),
      }),
    },
    {
      name: 'that of a small database beside it',
      outcome: 'unknown',
      live: running({
        backups: backupFacts([
          backup(9, { bytes: 500_000, series: 'small-#.dump' }),
          ...[33, 57, 81].map((hours) => backup(hours)),
        ]),
      }),
    },
    { name: 'the first ones', outcome: 'unknown', live: running({ backups: backupFacts([backup(9)]) }) },
    { name: 'none', outcome: 'not-applicable', live: running({ backups: backupFacts([]) }) },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: ['backups'],
    evaluate({ backups }) {
      const { target, backups: all } = backups!
      const [newest, ...others] = all
      if (!newest) return notApplicable(`${target} has no backup`)
      const earlier = others.filter(({ series }) => series === newest.series).slice(0, HISTORY)
      const evidence = [probed(newest.file, `${newest.bytes} bytes`, target)]
      if (newest.bytes <= EMPTY_BYTES)
        return fail([
          { message: `the newest backup has ${newest.bytes} bytes: it is empty`, evidence, key: newest.series },
        ])
      if (earlier.length < LEAST_HISTORY) return unknown('there are too few earlier backups to compare with', evidence)
      const usual = earlier.map(({ bytes }) => bytes).toSorted((a, b) => a - b)[Math.floor(earlier.length / 2)]!
      const share = Math.round((newest.bytes / usual) * 100)
      if (newest.bytes >= usual / 2)
        return pass([...evidence, probed(`the ${earlier.length} before`, `${usual} bytes`)])
      return fail([
        {
          message: `the newest backup has ${share} % of the usual size (${newest.bytes} of ${usual} bytes)`,
          severity: 'warning',
          evidence,
          key: newest.series,
        },
      ])
    },
  },
})
