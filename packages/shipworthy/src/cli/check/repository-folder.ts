import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** A folder as seen from the root of the repository it is in, with `/`; empty at the root, and outside of any. */
export function repositoryFolder(target: string): string {
  const start = realpathSync(target)
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return relative(folder, start).split(sep).join('/')
    if (folder === dirname(folder)) return ''
  }
}
