import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { checkTargetFiles, checkTargetFolder } from './check-target.ts'
import { describeProblem } from './describe-problem.ts'
import { listFiles } from './list-files.ts'
import { decode, MAX_FILE_BYTES, type ProjectReader, type ReadResult } from './project-reader.ts'

/**
 * Reads a project from a folder; nothing of it is ever executed.
 *
 * @throws ShipworthyError `SW_ERR_TARGET_…` when there is no Node.js project to read.
 */
export function diskReader(directory: string): ProjectReader {
  const root = resolve(directory)
  checkTargetFolder(directory)
  const listing = listFiles(root)
  checkTargetFiles(directory, listing.files)
  return {
    name: basename(root),
    git: listing.git,
    files: listing.files,
    outerFiles: listing.outerFiles,
    closedFolders: listing.closedFolders,
    read: (path, limits) => readText(join(root, path), limits?.maxBytes ?? MAX_FILE_BYTES),
  }
}

/** Without waiting: a link to a named pipe would otherwise hold up the audit until somebody writes into it. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

function readText(path: string, maxBytes: number): ReadResult {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, READ_FLAGS)
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) return { problem: 'not a regular file' }
    if (stat.size > maxBytes) return { problem: `larger than ${Math.round(maxBytes / 1024)} KiB` }
    return decode(readFileSync(descriptor))
  } catch (error) {
    return { problem: describeProblem(error) }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
