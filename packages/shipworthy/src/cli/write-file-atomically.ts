import { randomBytes } from 'node:crypto'
import { mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, type Stats } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ShipworthyError } from '../errors.ts'
import { holdSignals } from './hold-signals.ts'

/**
 * Writes a file so that a reader sees the old text or the new one, never half of it: beside it first, then in its place.
 * Makes the folders above it.
 */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true })
    const present = statSync(path, { throwIfNoEntry: false })
    // A device or a pipe must be written to; putting a file in its place would destroy it.
    if (present && !present.isFile()) writeFileSync(path, text)
    else await holdSignals(() => replaceFile(path, text, present))
  } catch (error) {
    throw ShipworthyError.of('SW_ERR_OUTPUT_FAILED', { path, reason: reasonOf(error) }, error)
  }
}

function replaceFile(path: string, text: string, present: Stats | undefined): void {
  // A link stays a link: the file it leads to is the one to replace.
  const target = present ? realpathSync(path) : resolve(path)
  const temporary = join(dirname(target), `.shipworthy-${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: modeOf(present) })
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function modeOf(present: Stats | undefined): number {
  return present ? present.mode & 0o777 : 0o666
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'the name is too long',
}

function reasonOf(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException
  return REASONS[code] ?? (code || String(error))
}
