import { probed } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { backup, backupFacts } from '../live-example-backups.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

export default defineRule({
  id: 'backups/no-checksum',
  catalogue: 'BK11',
  title: 'Backups have no checksum',
  severity: 'info',
  confidence: 'proven',
  needs: [],
  why: 'A file that was cut off on its way, or that a disk has damaged, cannot be told from a good one until it is restored.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Write one beside each backup, or into the manifest, before it is copied anywhere.',
      code: 'sha256sum app.dump > app.dump.sha256',
    },
  ],
  references: [
    {
      title: 'GNU coreutils: sha2 utilities',
      url: 'https://www.gnu.org/software/coreutils/manual/html_node/sha2-utilities.html',
    },
  ],
  falsePositives: [
    'Repositories of restic, Borg and pgBackRest verify what they hold by themselves: give a manifest instead of their folder.',
  ],
  examples: [
    { name: 'one beside it', outcome: 'pass', live: running({ backups: backupFacts([backup(9)]) }) },
    {
      name: 'none',
      outcome: 'fail',
      severity: 'info',
      live: running({ backups: backupFacts([backup(9, { hasChecksum: false })]) }),
    },
    { name: 'no backup', outcome: 'not-applicable', live: running({ backups: backupFacts([]) }) },
    { name: 'no such folder', outcome: 'unknown', live: silent('backups', 'there is no such folder or file', 'other') },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: ['backups'],
    evaluate({ backups }) {
      const { target, backups: all } = backups!
      const [newest] = all
      if (!newest) return notApplicable(`${target} has no backup`)
      if (newest.hasChecksum) return pass(probed(newest.file, 'a checksum', target))
      const evidence = [probed(newest.file, 'no checksum', target)]
      return fail([{ message: 'the newest backup has no checksum', evidence, key: newest.series }])
    },
  },
})
