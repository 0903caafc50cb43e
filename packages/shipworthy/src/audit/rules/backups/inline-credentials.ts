import type { PlacedDump } from '../../derive/backups/backups-view.ts'
import { maskPasswords } from '../../derive/backups/mask-passwords.ts'
import { settingAt } from '../../derive/evidence.ts'
import type { ShellText } from '../../derive/shell/shell-view.ts'
import { isPlaceholder } from '../../facts/secret-values.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, type FindingDraft } from '../rule.ts'

/** Variables that the clients read a password from, and names people give their own. */
const PASSWORD_NAME = /^(PGPASSWORD|MYSQL_PWD|\w*(PASS|PASSWORD|PASSWD|PWD))$/i
interface Credential {
  /** Where the value is given: `PGPASSWORD`, `--password`. */
  way: string
  line: number
}

export default defineRule({
  id: 'backups/inline-credentials',
  catalogue: 'BK09',
  title: 'A database password inside a backup script',
  severity: 'warning',
  confidence: 'structural',
  needs: ['backups'],
  why: 'Whoever can read the repository, the cron table or the list of processes has the password of the production database. It cannot be changed without a commit, so nobody changes it.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Take the password from the environment or from a file that only the backup user can read, and change the password that was there.',
      code: 'pg_dump "$DATABASE_URL"                  # or ~/.pgpass, mode 0600\nmysqldump --defaults-extra-file=/etc/backup.cnf app',
    },
  ],
  references: [
    {
      title: 'PostgreSQL: the password file',
      url: 'https://www.postgresql.org/docs/current/libpq-pgpass.html',
    },
    {
      title: 'MySQL: end-user guidelines for password security',
      url: 'https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html',
    },
  ],
  falsePositives: [
    'References to the environment, to PGPASSFILE or to a secret store.',
    'Placeholders, and the passwords that images have for development.',
  ],
  examples: [
    {
      name: 'from the environment',
      outcome: 'pass',
      files: script('PGPASSWORD="$DB_PASSWORD" pg_dump -h db app > app.sql\n'),
    },
    {
      name: 'a password file',
      outcome: 'pass',
      files: script('export PGPASSFILE=/run/secrets/pgpass\npg_dump -h db app > app.sql\n'),
    },
    {
      name: 'a placeholder',
      outcome: 'pass',
      files: script('DB_PASSWORD=changeme\nmysqldump -p$DB_PASSWORD app > app.sql\n'),
    },
    {
      name: 'before the command',
      outcome: 'fail',
      line: 2,
      says: 'PGPASSWORD',
      files: script('#!/bin/sh\nPGPASSWORD=Tr0ub4dor pg_dump -h db app > app.sql\n'),
    },
    {
      name: 'in a variable of the script',
      outcome: 'fail',
      line: 1,
      files: script('DB_PASS="Tr0ub4dor"\nmysqldump -u app -p"$DB_PASS" app > app.sql\n'),
    },
    {
      name: 'as an option, inside docker exec',
      outcome: 'fail',
      says: 'in -p',
      files: script('docker exec db mysqldump -u root -pTr0ub4dor app > app.sql\n'),
    },
    {
      name: 'in a connection string of a cron table',
      outcome: 'fail',
      line: 1,
      files: project('', {
        'server.js': '',
        'deploy/crontab': '0 3 * * * pg_dump postgres://app:Tr0ub4dor@db/app > /srv/backup/app.sql\n',
      }),
    },
    { name: 'no dump', outcome: 'not-applicable', files: script('PGPASSWORD=Tr0ub4dor psql -h db\n') },
    {
      name: 'a pipeline that cannot be read',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        'scripts/backup.sh': 'pg_dump app > app.sql\n',
        '.github/workflows/backup.yml': 'on: [push\njobs: {\n',
      }),
    },
  ],
  evaluate({ backups: { dumps } }) {
    if (dumps.length === 0) return notApplicable('no command dumps a database')
    const texts = [...new Set(dumps.map(({ text }) => text))]
    const findings = texts.flatMap((text) =>
      credentialsIn(
        text,
        dumps.filter((dump) => dump.text === text),
      ).map((credential) => describe(text, credential)),
    )
    const good = dumps.filter(({ text }) => !findings.some(({ evidence }) => evidence[0]!.file === text.file))
    return findings.length > 0
      ? fail(findings, good.length)
      : pass(
          good.map(({ evidence }) => evidence),
          good.length,
        )
  },
})

function credentialsIn({ program }: ShellText, dumps: readonly PlacedDump[]): Credential[] {
  const assigned = program.pipelines.flatMap(({ commands }) =>
    commands.flatMap(({ variables, words, line }) => {
      const exported = /^(export|declare|local|readonly)$/.test(words[0] ?? '') ? pairsIn(words.slice(1)) : []
      return [...Object.entries(variables), ...exported]
        .filter(([name, value]) => PASSWORD_NAME.test(name) && isSecret(value))
        .map(([name]) => ({ way: name, line }))
    }),
  )
  return [...assigned, ...dumps.flatMap(credentialsOfCommand)]
}

function pairsIn(words: readonly string[]): [string, string][] {
  return words.flatMap((word): [string, string][] => {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word)
    return match ? [[match[1]!, match[2]!]] : []
  })
}

function credentialsOfCommand({ tool, words, command, pipeline }: PlacedDump): Credential[] {
  const { line } = pipeline
  const found: string[] = []
  for (const [index, word] of words.entries()) {
    const option = /^--password=(.*)$/.exec(word)?.[1]
    const short = /^(mysqldump|mariadb-dump)$/.test(tool) ? /^-p(.+)$/.exec(word)?.[1] : undefined
    const next = tool === 'mongodump' && /^(-p|--password)$/.test(word) ? words[index + 1] : undefined
    const url = /\b[a-z][\w+.-]*:\/\/[^\s:@/]*:([^\s@/]+)@/.exec(word)?.[1]
    if (isSecret(option)) found.push('--password')
    if (isSecret(short)) found.push('-p')
    if (isSecret(next)) found.push(word)
    if (isSecret(url)) found.push('a connection string')
  }
  // `docker exec -e PGPASSWORD=… db pg_dump`
  const given = pairsIn(command.words).filter(([name, value]) => PASSWORD_NAME.test(name) && isSecret(value))
  return [...found, ...given.map(([name]) => name)].map((way) => ({ way, line }))
}

/** A literal that is neither a reference nor a placeholder. */
function isSecret(value: string | undefined): boolean {
  return value !== undefined && !/[$`]/.test(value) && !isPlaceholder(value)
}

function describe({ file, line, text }: ShellText, credential: Credential): FindingDraft {
  const written = text.split('\n')[credential.line - 1] ?? ''
  return {
    message: `the password of the database is written out in ${credential.way}`,
    evidence: [settingAt(file, line + credential.line - 1, maskPasswords(written))],
  }
}

function script(text: string): Record<string, string> {
  return project('', { 'server.js': '', 'scripts/backup.sh': text })
}
