import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { listFiles } from './list-files.ts'
import { decode, MAX_FILE_BYTES, type ProjectReader, type ReadResult } from './project-reader.ts'

/** Reads a project from a folder; nothing of it is ever executed. */
export function diskReader(directory: string): ProjectReader {
  const root = resolve(directory)
  const listing = listFiles(root)
  return {
    name: basename(root),
    git: listing.git,
    files: listing.files,
    outerFiles: listing.outerFiles,
    read: (path, limits) => readText(join(root, path), limits?.maxBytes ?? MAX_FILE_BYTES),
  }
}

function readText(path: string, maxBytes: number): ReadResult {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) return { problem: 'not a regular file' }
    if (stat.size > maxBytes) return { problem: `larger than ${Math.round(maxBytes / 1024)} KiB` }
    return decode(readFileSync(descriptor))
  } catch (error) {
    return { problem: reasonOf(error) }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no such file (a dangling link?)',
  EISDIR: 'is a folder',
  ELOOP: 'symbolic links in a circle',
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return REASONS[code] ?? (code || 'cannot be read')
}
