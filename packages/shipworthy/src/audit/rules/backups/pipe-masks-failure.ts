import type { PlacedDump } from '../../derive/backups/backups-view.ts'
import type { ShellCommand } from '../../derive/shell/shell-program.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Programs that store what they are given, whole or not. */
const STORING =
  /^(gzip|pigz|bzip2|pbzip2|xz|zstd|pzstd|lz4|lzop|7z|zip|openssl|gpg2?|age|tee|split|dd|cat|pv|aws|s3cmd|gsutil|gcloud|rclone|restic|mc|az|b2|borg|kopia|curl|ssh|swift|s5cmd)$/
const CHECKS = /PIPESTATUS|pipestatus|pg_restore\s+(-l\b|--list)|dump complete/i
const SOURCES = /^\s*(\.|source)\s+\S/m

export default defineRule({
  id: 'backups/pipe-masks-failure',
  catalogue: 'BK08',
  title: 'A backup that fails unnoticed in a pipe',
  severity: 'warning',
  confidence: 'structural',
  needs: ['backups'],
  why: 'A pipe ends with the status of its last command. When the dump breaks off, gzip still succeeds: the script reports success, and the truncated file is found on the day it is needed.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Make the pipe fail when any of its commands fails.',
      code: '#!/bin/bash\nset -euo pipefail\npg_dump app | gzip > "$file"',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Or do without the pipe: pg_dump compresses by itself.',
      code: 'pg_dump --format=custom --file="$file" app',
    },
  ],
  references: [
    {
      title: 'Bash: pipelines',
      url: 'https://www.gnu.org/software/bash/manual/html_node/Pipelines.html',
    },
    { title: 'hadolint DL4006', url: 'https://github.com/hadolint/hadolint/wiki/DL4006' },
  ],
  falsePositives: [
    'A script that sets pipefail, in its first line, with set, or through the shell of the CI step.',
    'A script that asks PIPESTATUS or checks the dump afterwards.',
    'A dump that is piped into another database.',
  ],
  examples: [
    {
      name: 'with pipefail',
      outcome: 'pass',
      line: 3,
      files: script('#!/bin/bash\nset -euo pipefail\npg_dump app | gzip > app.gz\n'),
    },
    {
      name: 'pipefail in the first line',
      outcome: 'pass',
      files: script('#!/bin/bash -eo pipefail\npg_dump app | gzip > app.gz\n'),
    },
    { name: 'without a pipe', outcome: 'pass', files: script('pg_dump -Fc -f app.dump app\n') },
    {
      name: 'PIPESTATUS is asked',
      outcome: 'pass',
      files: script('#!/bin/bash\npg_dump app | gzip > app.gz\n[ "${PIPESTATUS[0]}" = 0 ] || exit 1\n'),
    },
    {
      name: 'a CI step with shell: bash, which sets pipefail',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        '.github/workflows/backup.yml':
          'on:\n  schedule: [{ cron: "0 3 * * *" }]\njobs:\n  backup:\n    steps:\n      - shell: bash\n        run: pg_dump "$URL" | gzip > app.gz\n',
      }),
    },
    {
      name: 'a pipe into gzip',
      outcome: 'fail',
      line: 3,
      says: 'gzip',
      files: script('#!/bin/bash\nset -e\npg_dump app | gzip > app.gz\n'),
    },
    {
      name: 'a CI step without a shell',
      outcome: 'fail',
      line: 7,
      files: project('', {
        'server.js': '',
        '.github/workflows/backup.yml':
          'on:\n  schedule: [{ cron: "0 3 * * *" }]\njobs:\n  backup:\n    steps:\n      - run: |\n          pg_dump "$URL" | gzip | aws s3 cp - s3://backups/app.gz\n',
      }),
    },
    {
      name: 'a cron table',
      outcome: 'fail',
      line: 1,
      files: project('', { 'server.js': '', crontab: '0 3 * * * mysqldump app | gzip > /srv/backup/app.gz\n' }),
    },
    {
      name: 'inside docker exec',
      outcome: 'fail',
      line: 2,
      files: script("set -o pipefail\ndocker exec db sh -c 'pg_dump app | gzip' > app.gz\n"),
    },
    {
      name: 'a dump into another database',
      outcome: 'pass',
      files: script('pg_dump old | psql new\n'),
    },
    { name: 'no dump', outcome: 'not-applicable', files: script('cat list | gzip > list.gz\n') },
    {
      name: 'a file that is sourced may set pipefail',
      outcome: 'unknown',
      says: 'sources',
      files: script('. /etc/backup/common.sh\npg_dump app | gzip > app.gz\n'),
    },
  ],
  evaluate({ backups: { dumps } }) {
    if (dumps.length === 0) return notApplicable('no command dumps a database')
    const masked = dumps.filter((dump) => storingCommand(dump) && !dump.pipeline.hasPipefail && !isChecked(dump))
    const sure = masked.filter(({ text }) => !SOURCES.test(text.text))
    const good = dumps.filter((dump) => !masked.includes(dump))
    if (sure.length > 0) {
      return fail(
        sure.map((dump) => ({
          message: `when ${dump.tool} fails, the pipe still succeeds with the status of ${storingCommand(dump)}`,
          evidence: [dump.evidence],
        })),
        good.length,
      )
    }
    const [open] = masked
    if (open) return unknown(`${open.text.file} sources another file, which may set pipefail`, [open.evidence])
    return pass(
      good.map(({ evidence }) => evidence),
      good.length,
    )
  },
})

/** The program at the end of the pipe, if it stores what comes; nothing where the dump itself comes last. */
function storingCommand({ pipeline, command }: PlacedDump): string | undefined {
  const after = pipeline.commands.slice(pipeline.commands.indexOf(command) + 1)
  const last = after.at(-1)
  return last && after.some(isStoring) ? (last.words[0] ?? '') : undefined
}

function isStoring({ words, redirections }: ShellCommand): boolean {
  const program = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? ''
  return (
    STORING.test(program) ||
    redirections.some(({ operator, target }) => /^1?>/.test(operator) && !target.endsWith('null'))
  )
}

/** Somewhere in the text the status of the dump or its end is looked at. */
function isChecked({ text }: PlacedDump): boolean {
  return CHECKS.test(text.text)
}

function script(text: string): Record<string, string> {
  return project('', { 'server.js': '', 'scripts/backup.sh': text })
}
