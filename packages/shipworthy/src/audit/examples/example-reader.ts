import { memoryReader } from '../gather/project/memory-reader.ts'
import { noSource } from '../gather/project/no-source.ts'
import type { ProjectReader } from '../gather/project/project-reader.ts'
import type { Example } from '../rules/rule.ts'

/** The files of an example, and what its running system answered. */
export function exampleReader({ files, live }: Pick<Example, 'files' | 'live'>): ProjectReader {
  const reader = files ? memoryReader(files) : noSource('example')
  return { ...reader, ...(live && { live }) }
}
