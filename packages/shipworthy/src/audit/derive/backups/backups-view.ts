import type { ComposeFile, ComposeService } from '../../facts/containers.ts'
import { classifyPath, isSourcePath } from '../../facts/path-class.ts'
import { baseName } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { ContainersView } from '../containers/containers-view.ts'
import { settingAt } from '../evidence.ts'
import type { ShellText, ShellView } from '../shell/shell-view.ts'
import { DUMP_WORD, dumpsIn, type DumpCommand } from './dump-commands.ts'
import { hostedDatabases, type HostedDatabase } from './hosted-databases.ts'
import { maskPasswords } from './mask-passwords.ts'

export interface BackupsView {
  /** Dumps in scripts, cron tables, pipelines and commands of containers. */
  dumps: PlacedDump[]
  /** Texts that name a program which brings files to other machines, and speak of backups. */
  copies: ShellText[]
  /** Services of a deployment whose image makes backups. */
  services: { file: ComposeFile; service: ComposeService }[]
  /** What backs the database up, or says how. */
  evidence: Evidence[]
  /** Headings that speak of backups, and no more. */
  mentions: Evidence[]
  /** Databases that run beside the service, on a volume of their own. */
  hosted: HostedDatabase[]
  /** Databases that a platform runs. */
  managed: Evidence[]
}

export interface PlacedDump extends DumpCommand {
  text: ShellText
  evidence: Evidence
}

const BACKUP_IMAGE =
  /backup|pgbackrest|wal-?g\b|barman|litestream|restic|borg(matic)?\b|duplicati|duplicity|kopia|velero|k8up|pgdump|mysqldump|mongodump/i
/** `src/backup.ts`, `scripts/db-backup/index.js` */
const BACKUP_FILE = /(^|[/_.-])(db|database|data)?[-_]?back-?ups?([/_.-]|$)/i
const BACKUP_CODE = new RegExp(`${DUMP_WORD.source}|\\bVACUUM INTO\\b|\\bmongoexport\\b|\\.backup\\(`)
const BACKUP_PACKAGE = /^(mysqldump|pg-dump-restore|mongodb-snapshot|mongodb-backup(-4x)?|pg-dump|mysql-backup)$/

export function deriveBackups(facts: ProjectFacts, shell: ShellView, containers: ContainersView): BackupsView {
  const dumps = shell.containing(DUMP_WORD).flatMap(placedDumps)
  const services = containers.composeFiles.flatMap((file) =>
    file.services.filter(({ image = '' }) => BACKUP_IMAGE.test(image)).map((service) => ({ file, service })),
  )
  const notes = facts.operations.filter(({ topic }) => topic === 'backup')
  const noted = (isMention: boolean): Evidence[] =>
    notes
      .filter(({ kind }) => (kind === 'documentation') === isMention)
      .map(({ path, line, text, kind }) => settingAt(path, line, maskPasswords(text), kind))
  return {
    dumps,
    copies: shell
      .containing(/\b(rclone|restic|borg|kopia|duplicity|aws\s+s3|s3cmd|gsutil|rsync|scp|azcopy)\b/)
      .filter(({ text, file }) => /back-?ups?/i.test(`${file}\n${text}`)),
    services,
    evidence: [
      ...dumps.map(({ evidence }) => evidence),
      ...services.map(({ file, service }) => settingAt(file.path, service.line, `image: ${service.image}`)),
      ...kubernetesBackups(containers),
      ...codeBackups(facts),
      ...noted(false),
    ],
    mentions: noted(true),
    hosted: hostedDatabases(containers, facts.packages, projectName(facts.name)),
    managed: facts.operations
      .filter(({ topic }) => topic === 'managed-database')
      .map(({ path, line, text, kind }) => settingAt(path, line, text, kind)),
  }
}

function placedDumps(text: ShellText): PlacedDump[] {
  return dumpsIn(text.program).map((dump) => {
    const line = text.line + dump.pipeline.line - 1
    // Docker and compose join lines: the text is then longer than the line.
    const written = text.text.split('\n')[dump.pipeline.line - 1] ?? text.text
    return { ...dump, text, evidence: settingAt(text.file, line, maskPasswords(written), text.schedule) }
  })
}

function kubernetesBackups({ kubernetes }: ContainersView): Evidence[] {
  return kubernetes
    .filter(({ kind, name = '', path, containers }) => {
      if (kind !== 'CronJob') return false
      return BACKUP_IMAGE.test(`${name} ${baseName(path)} ${containers.map(({ image }) => image).join(' ')}`)
    })
    .map(({ path, line, name }) => settingAt(path, line, `kind: CronJob`, name))
}

/** Programs of the project that dump a database, by name and text, and packages that do. */
function codeBackups({ files, sources, packages }: ProjectFacts): Evidence[] {
  const programs = files
    .filter(({ path }) => BACKUP_FILE.test(path) && isSourcePath(path) && classifyPath(path) !== 'test')
    .flatMap(({ path }) => {
      const lines = sources.text(path)?.split('\n') ?? []
      const index = lines.findIndex((line) => BACKUP_CODE.test(line))
      return index === -1 ? [] : [settingAt(path, index + 1, maskPasswords(lines[index]!))]
    })
  const packaged = packages.flatMap(({ path, dependencies }) =>
    Object.entries(dependencies)
      .filter(([name]) => BACKUP_PACKAGE.test(name))
      .map(([name, { line, range }]) => settingAt(path, line, `"${name}": "${range}"`)),
  )
  return [...programs, ...packaged]
}

/** The folder may be called `owner+name` or `name-main`; the images are called after the project. */
function projectName(folder: string): string {
  return baseName(folder)
    .replace(/^.*\+/, '')
    .replace(/-(main|master)$/, '')
    .toLowerCase()
}
