import { probed } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { backup, backupFacts } from '../live-example-backups.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const HOUR_MS = 3_600_000
/** One a day, where nothing is declared. */
const DEFAULT_HOURS = 24
/** A dump takes time, and does not begin to the second. */
const GRACE = 1.1

export default defineRule({
  id: 'backups/stale',
  catalogue: 'BK02',
  title: 'The newest backup is too old',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'All that was written since then is lost with the disk. A job that stopped weeks ago is most often found on the day the backup is needed.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Find out why the job no longer runs, run it, and let something raise an alarm when the newest backup is too old.',
    },
  ],
  references: [
    {
      title: 'AWS Well-Architected REL09-BP03: automate data backup',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_backing_up_data_automated_backups_data.html',
    },
  ],
  falsePositives: [
    'How much may be lost was not declared: a day is taken, and it is a warning. "rpoHours" of a manifest declares it.',
    'A tenth more is allowed, for the time a dump takes and for clocks that differ.',
    'A folder with files of other names: unknown.',
  ],
  examples: [
    { name: 'of this night', outcome: 'pass', live: running({ backups: backupFacts([backup(9), backup(33)]) }) },
    {
      name: 'of three days ago',
      outcome: 'fail',
      severity: 'warning',
      says: '72 hours old',
      live: running({ backups: backupFacts([backup(72)]) }),
    },
    {
      name: 'older than what was declared',
      outcome: 'fail',
      severity: 'critical',
      live: running({ backups: backupFacts([backup(9)], { origin: 'manifest', rpoHours: 4 }) }),
    },
    { name: 'an empty folder', outcome: 'fail', severity: 'warning', live: running({ backups: backupFacts([]) }) },
    {
      name: 'files of other names',
      outcome: 'unknown',
      live: running({ backups: backupFacts([], { otherFiles: 7 }) }),
    },
    { name: 'no such folder', outcome: 'unknown', live: silent('backups', 'there is no such folder or file', 'other') },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: ['backups'],
    evaluate({ backups }) {
      const { target, backups: all, otherFiles, rpoHours, readAt } = backups!
      const severity = rpoHours === undefined ? 'warning' : 'critical'
      const [newest] = all
      if (!newest && otherFiles > 0) return unknown(`none of the ${otherFiles} files of ${target} looks like a backup`)
      if (!newest)
        return fail([
          {
            message: `${target} has no backup`,
            severity,
            evidence: [probed(`list ${target}`, 'nothing')],
            key: 'newest',
          },
        ])
      const hours = (Date.parse(readAt) - Date.parse(newest.at)) / HOUR_MS
      const limit = rpoHours ?? DEFAULT_HOURS
      const evidence = [probed(newest.file, newest.at, target)]
      if (hours <= limit * GRACE) return pass(evidence)
      const declared = rpoHours === undefined ? `${limit} are taken, as nothing is declared` : `${limit} are declared`
      const message = `the newest backup is ${Math.floor(hours)} hours old; ${declared}`
      return fail([{ message, severity, evidence, key: 'newest' }])
    },
  },
})
