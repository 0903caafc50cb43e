import type { BackupsView, PlacedDump } from '../../derive/backups/backups-view.ts'
import type { HostedDatabase } from '../../derive/backups/hosted-databases.ts'
import { maskPasswords } from '../../derive/backups/mask-passwords.ts'
import { settingAt } from '../../derive/evidence.ts'
import type { ComposeVolume } from '../../facts/containers.ts'
import { isInside, joinPath } from '../../facts/paths.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

/** Programs and settings that bring a file to another machine. */
const COPIES_AWAY =
  /\b(aws\s+s3(api)?|s3cmd|s5cmd|gsutil|gcloud\s+storage|rclone|restic|borg|kopia|duplicity|scp|rsync|sftp|az\s+storage|azcopy|b2\s+(file\s+)?upload|mc\s+(cp|mirror|pipe)|curl\s+.*(-T|--upload-file)|wal-g|wal-e|litestream|swift\s+upload|ssh)\b|\bs3:\/\/|\bgs:\/\/|S3_BUCKET|AWS_S3|B2_BUCKET|UPLOAD_URL|upload-artifact/i
/** A dump straight into the folder where a server keeps its data. */
const DATA_FOLDER =
  /^(\/var\/lib\/(postgresql|mysql|mariadb|mongodb)|\/bitnami\/(postgresql|mysql|mariadb|mongodb)|\/data\/db)(\/|$)/

const COMPOSE = (backupVolume: string): string =>
  `services:\n  api:\n    build: .\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib/postgresql/data\n  backup:\n    image: prodrigestivill/postgres-backup-local:18\n    volumes:\n      - ${backupVolume}:/backups\n`

export default defineRule({
  id: 'backups/same-volume',
  catalogue: 'BK04',
  title: 'Backups on the volume of the database',
  severity: 'warning',
  confidence: 'structural',
  needs: ['backups', 'containers'],
  why: 'The disk that takes the database with it takes the backups too, and so does whoever deletes the volume.',
  remedies: [
    {
      for: 'compose',
      effort: 'S',
      text: 'Give the backups a disk or a bucket of their own, best at another provider.',
      code: 'backup:\n  volumes:\n    - /srv/other-disk/backups:/backups',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Copy every dump away as soon as it is made.',
      code: 'rclone copy "$file" remote:backups',
    },
  ],
  references: [
    {
      title: 'CISA: data backup options (3-2-1)',
      url: 'https://www.cisa.gov/sites/default/files/publications/data_backup_options.pdf',
    },
  ],
  falsePositives: ['A second step that copies the dumps away, with rclone, restic, aws s3 and the like.'],
  examples: [
    {
      name: 'a dump that goes to a bucket',
      outcome: 'pass',
      files: script('pg_dump -Fc -f /tmp/app.dump app\naws s3 cp /tmp/app.dump s3://backups/\n'),
    },
    {
      name: 'the volume of the database, copied away later',
      outcome: 'pass',
      files: {
        ...project('', { 'server.js': '', 'docker-compose.yml': COMPOSE('data') }),
        'scripts/offsite.sh': 'rclone copy /backups remote:backups\n',
      },
    },
    {
      name: 'a backup container on the volume of the database',
      outcome: 'fail',
      line: 11,
      says: 'data',
      files: project('', { 'server.js': '', 'docker-compose.yml': COMPOSE('data') }),
    },
    {
      name: 'a folder inside the data of the database',
      outcome: 'fail',
      files: project('', {
        'server.js': '',
        'docker-compose.yml': COMPOSE('./pg/backups').replace('data:/var', './pg:/var'),
      }),
    },
    {
      name: 'a dump into the data folder',
      outcome: 'fail',
      line: 1,
      files: script('docker exec db pg_dump -f /var/lib/postgresql/data/backup.sql app\n'),
    },
    { name: 'no backups', outcome: 'not-applicable', files: script('echo nothing\n') },
    {
      name: 'another volume of perhaps the same disk',
      outcome: 'unknown',
      files: project('', { 'server.js': '', 'docker-compose.yml': COMPOSE('backups') }),
    },
  ],
  evaluate({ backups, containers }) {
    const { dumps, services } = backups
    if (dumps.length === 0 && services.length === 0) return notApplicable('nothing here makes backups')
    const away = copyAway(backups, containers.composeFiles.map(textOf))
    if (away) return pass(away)
    const findings = [
      ...dumps.flatMap(describeDump),
      ...services.flatMap((entry) => describeService(entry, backups.hosted)),
    ]
    if (findings.length > 0) return fail(findings)
    const first = dumps[0]?.evidence ?? settingAt(services[0]!.file.path, services[0]!.service.line)
    return unknown(
      'nothing copies the backups away; whether they lie on another disk than the database is not visible',
      [first],
    )
  },
})

interface Text {
  file: string
  line: number
  text: string
}

function textOf({ path, lines }: { path: string; lines: string[] }): Text {
  return { file: path, line: 1, text: lines.join('\n') }
}

/** The first line that brings backups to another machine, where they are made or in a text of their own. */
function copyAway({ dumps, copies }: BackupsView, compose: readonly Text[]): Evidence | undefined {
  const texts = [...dumps.map(({ text }) => text), ...copies, ...compose.filter(({ text }) => /backup/i.test(text))]
  for (const { file, line, text } of texts) {
    const lines = text.split('\n')
    const index = lines.findIndex((written) => !/^\s*#/.test(written) && COPIES_AWAY.test(written))
    if (index !== -1) return settingAt(file, line + index, maskPasswords(lines[index]!))
  }
  return undefined
}

function describeDump({ words, pipeline, evidence, tool }: PlacedDump): FindingDraft[] {
  const targets = [
    ...pipeline.commands.flatMap(({ redirections }) =>
      redirections.filter(({ operator }) => /^1?>/.test(operator)).map(({ target }) => target),
    ),
    ...words.flatMap((word, index) => {
      const attached = /^--(?:file|out|result-file)=(.*)$/.exec(word)?.[1]
      return attached ?? (/^(-f|-o|-r|-D|--file|--out)$/.test(word) ? (words[index + 1] ?? []) : [])
    }),
  ]
  const inside = targets.find((target) => DATA_FOLDER.test(target))
  return inside ? [{ message: `${tool} writes into the data of the database, ${inside}`, evidence: [evidence] }] : []
}

function describeService(
  { file, service }: BackupsView['services'][number],
  hosted: readonly HostedDatabase[],
): FindingDraft[] {
  const own = hosted.filter((database) => database.file === file.path && database.name !== service.name)
  return service.volumes.flatMap((volume) => {
    // Tools that copy files read the data where it lies; only where they write counts.
    const shared = own.find((database) => isDestination(volume) && isSame(volume, database))
    return shared
      ? [
          {
            message: `${service.name} keeps the backups on ${shared.volume}, where ${shared.engine} keeps its data`,
            evidence: [settingAt(file.path, volume.line, file.lines[volume.line - 1])],
          },
        ]
      : []
  })
}

function isDestination({ target }: ComposeVolume): boolean {
  return /back-?ups?|dumps?|archive/i.test(target)
}

function isSame({ source = '' }: ComposeVolume, { volume }: HostedDatabase): boolean {
  if (source === volume) return true
  const isPath = (text: string): boolean => /^[./~]/.test(text)
  return isPath(source) && isPath(volume) && isInside(joinPath('', source), joinPath('', volume))
}

function script(text: string): Record<string, string> {
  return project('', { 'server.js': '', 'scripts/backup.sh': text })
}
