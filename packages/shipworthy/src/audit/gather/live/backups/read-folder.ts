import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backup } from '../../../facts/live/backup-facts.ts'
import { isBackupName, isChecksumName, seriesOf } from './backup-name.ts'
import { readDumpTool } from './read-dump-tool.ts'

export interface FoundBackups {
  backups: Backup[]
  otherFiles: number
}

const MAX_FILES = 20_000
/** `daily/2026/app.sql.gz` */
const MAX_DEPTH = 2
/** Newest files whose heads are read. */
const MAX_HEADS = 5
/** What pg_dump puts into a folder of its own. */
const CONTENTS = 'toc.dat'

/** Files and folders that look like backups; links are not followed. */
export async function readFolder(folder: string): Promise<FoundBackups> {
  const files = await listFiles(folder, MAX_DEPTH)
  const checksums = files.filter((path) => isChecksumName(path))
  const dumps = files.filter((path) => path.endsWith(`/${CONTENTS}`)).map((path) => path.slice(0, -CONTENTS.length - 1))
  const others = files.filter((path) => !checksums.includes(path) && !dumps.some((dump) => path.startsWith(`${dump}/`)))
  const named = others.filter((path) => isBackupName(path))
  const hasChecksum = (path: string): boolean =>
    checksums.some((checksum) => checksum.startsWith(`${path}.`) || checksum.endsWith('SUMS'))
  const backups: Backup[] = []
  for (const file of named)
    backups.push({ ...(await measure(folder, [file])), ...describe(file), hasChecksum: hasChecksum(file) })
  for (const dump of dumps) {
    const parts = files.filter((path) => path.startsWith(`${dump}/`))
    backups.push({ ...(await measure(folder, parts)), ...describe(dump), hasChecksum: hasChecksum(dump) })
  }
  backups.sort((a, b) => b.at.localeCompare(a.at))
  for (const backup of backups.slice(0, MAX_HEADS)) Object.assign(backup, await toolOf(folder, backup, dumps))
  return { backups, otherFiles: others.length - named.length }
}

function describe(file: string): Pick<Backup, 'file' | 'series'> {
  return { file, series: seriesOf(file) }
}

async function measure(folder: string, files: readonly string[]): Promise<Pick<Backup, 'at' | 'bytes'>> {
  let [bytes, newestMs] = [0, 0]
  for (const file of files) {
    const { size, mtimeMs } = await stat(join(folder, file))
    bytes += size
    newestMs = Math.max(newestMs, mtimeMs)
  }
  return { at: new Date(newestMs).toISOString(), bytes }
}

async function toolOf(folder: string, { file }: Backup, dumps: readonly string[]): Promise<object | undefined> {
  const head = dumps.includes(file) ? join(folder, file, CONTENTS) : join(folder, file)
  return readDumpTool(head).catch(() => undefined)
}

async function listFiles(folder: string, depth: number, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true })
  const paths: string[] = []
  for (const entry of entries.slice(0, MAX_FILES)) {
    const path = prefix + entry.name
    if (entry.isFile()) paths.push(path)
    else if (entry.isDirectory() && depth > 0) paths.push(...(await listFiles(folder, depth - 1, `${path}/`)))
  }
  return paths.slice(0, MAX_FILES)
}
