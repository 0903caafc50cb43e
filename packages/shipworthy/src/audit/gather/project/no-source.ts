import type { ProjectReader } from './project-reader.ts'

/** For when only a running system is given: a project of which there is nothing to read. */
export function noSource(name: string): ProjectReader {
  return {
    name,
    git: false,
    files: [],
    outerFiles: [],
    sourceless: true,
    read: () => ({ problem: 'no source was given' }),
  }
}
