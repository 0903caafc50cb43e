import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export interface NewestFile {
  name: string
  sizeBytes: number
  modifiedAt: number
}

export interface FileNumbers {
  matching: number
  /** The newest of those that are large enough. */
  newest?: NewestFile
  /** A newer one that is too small: still being written, or cut off. */
  tooSmall?: NewestFile
}

/** Looks at the files that match a path, in which `*` in the last part stands for anything. Links are followed. */
export async function probeNewestFile(pattern: string, minBytes: number): Promise<FileNumbers> {
  const folder = dirname(pattern)
  const parts = basename(pattern)
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const wanted = new RegExp(`^${parts.join('.*')}$`, 's')
  const names = (await readdir(folder)).filter((name) => wanted.test(name))
  let newest: NewestFile | undefined
  let tooSmall: NewestFile | undefined
  // One after the other: thousands of old backups must not occupy the threads of the service.
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (!found?.isFile()) continue
    const file = { name, sizeBytes: found.size, modifiedAt: found.mtimeMs }
    if (file.sizeBytes < minBytes) tooSmall = later(tooSmall, file)
    else newest = later(newest, file)
  }
  const isNewer = tooSmall && tooSmall.modifiedAt > (newest?.modifiedAt ?? 0)
  return { matching: names.length, ...(newest && { newest }), ...(isNewer && { tooSmall }) }
}

function later(a: NewestFile | undefined, b: NewestFile): NewestFile {
  return a && a.modifiedAt >= b.modifiedAt ? a : b
}
