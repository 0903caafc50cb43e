import type { LiveFacts } from '../../audit/facts/live/live-facts.ts'
import type { ProjectReader } from '../../audit/gather/project/project-reader.ts'
import { VERSION } from '../../version.ts'

export interface Saving {
  /** To audit instead of the original. */
  reader: ProjectReader
  /** The facts as text, once the audit is done. */
  finish: (live?: LiveFacts) => string
}

/** Begins to remember what an audit reads, for `--save`. */
export async function startSaving(reader: ProjectReader, isIgnored?: (path: string) => boolean): Promise<Saving> {
  const [{ recordReader }, { saveFacts }] = await Promise.all([
    import('../../audit/gather/saved/record-reader.ts'),
    import('../../audit/gather/saved/save-facts.ts'),
  ])
  const recording = recordReader(reader, isIgnored)
  return { reader: recording, finish: (live) => saveFacts(recording, `shipworthy ${VERSION}`, live) }
}
