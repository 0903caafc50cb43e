import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installPackage } from './install-package.ts'

export interface Wanted {
  /** Name of the program. */
  program: string
  /** Folders to look in before those of PATH, `*` for any name: the folders of all PostgreSQL versions. */
  folders?: readonly string[]
  /** Package of the system that holds it. */
  package: string
}

/** Where a program is: on this machine, else installed now when that is allowed; else why it is not to be had. */
export function findBinary(wanted: Wanted): { path: string } | { missing: string } {
  const found = look(wanted)
  if (found) return { path: found }
  const refused = installPackage(wanted.package)
  const installed = look(wanted)
  return installed
    ? { path: installed }
    : { missing: `${wanted.program} is not on this machine (${refused ?? 'installing it did not help'})` }
}

function look({ program, folders = [] }: Wanted): string | undefined {
  const path = [
    ...folders.flatMap(expand),
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
  ]
  return path.map((folder) => join(folder, program)).find(isExecutable)
}

/** the folders of all PostgreSQL versions, newest version first. */
function expand(pattern: string): string[] {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return [pattern]
  try {
    const versions = readdirSync(before).toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    return versions.map((version) => before + version + after)
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
