import type { FactArea, FileEntry, Unreadable } from '../../facts/files.ts'
import type { ProjectReader } from './project-reader.ts'

/** What every gatherer works with: the reader, the files worth looking at, and the list of what could not be read. */
export interface Gathering {
  reader: ProjectReader
  /** Files of the project, without vendored ones, then the governing files above it. */
  files: FileEntry[]
  unreadable: Unreadable[]
}

/** Reads the files that match; one that cannot be read is noted and left out. */
export function readMatching(
  gathering: Gathering,
  area: FactArea,
  matches: (path: string) => boolean,
): { path: string; text: string; tracked: boolean }[] {
  const found: { path: string; text: string; tracked: boolean }[] = []
  for (const { path, tracked } of gathering.files) {
    if (!matches(path)) continue
    const result = gathering.reader.read(path)
    if ('text' in result) found.push({ path, text: result.text, tracked })
    else gathering.unreadable.push({ area, path, reason: result.problem })
  }
  return found
}
