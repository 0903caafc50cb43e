import { createFileLookup, type FileLookup } from '../facts/file-lookup.ts'
import { classifyPath, type PathClass } from '../facts/path-class.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'

export interface FilesView {
  /** Paths inside the audited folder. */
  paths: readonly string[]
  /** Governing paths in the folders above, `../…`. */
  outerPaths: readonly string[]
  git: boolean
  lookup: FileLookup
  isTracked: (path: string) => boolean
  classOf: (path: string) => PathClass
  matching: (pattern: RegExp) => string[]
}

export function deriveFiles(facts: ProjectFacts): FilesView {
  const tracked = new Set(facts.files.filter((file) => file.tracked).map(({ path }) => path))
  const all = facts.files.map(({ path }) => path)
  const paths = all.filter((path) => !path.startsWith('../'))
  const outerPaths = all.filter((path) => path.startsWith('../'))
  return {
    paths,
    outerPaths,
    git: facts.git,
    lookup: createFileLookup(paths),
    isTracked: (path) => tracked.has(path),
    classOf: classifyPath,
    matching: (pattern) => all.filter((path) => pattern.test(path)),
  }
}
