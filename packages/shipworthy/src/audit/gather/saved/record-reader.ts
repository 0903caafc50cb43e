import type { FoundSecrets } from '../../facts/settings.ts'
import type { ProjectReader, ReadResult } from '../project/project-reader.ts'

/** A reader that remembers what was read through it. */
export interface Recording extends ProjectReader {
  /** What each file gave, by path. */
  results: ReadonlyMap<string, ReadResult>
  /** Secrets that an audit found in the texts. */
  found: () => FoundSecrets
}

/**
 * Wraps a reader so that an audit of it can be saved. Files that the configuration ignores are not part of it. What is
 * read under a limit is only searched for credentials, and those are kept.
 *
 * @example
 * const recording = recordReader(diskReader('./services/api'))
 * runAudit(recording)
 * writeFileSync('facts.json', saveFacts(recording, 'shipworthy 1.0.0'))
 */
export function recordReader(reader: ProjectReader, isIgnored: (path: string) => boolean = () => false): Recording {
  const results = new Map<string, ReadResult>()
  let secrets: FoundSecrets = { credentials: [], browserSecrets: [] }
  return {
    name: reader.name,
    git: reader.git,
    files: reader.files.filter(({ path }) => !isIgnored(path)),
    outerFiles: reader.outerFiles,
    ...(reader.closedFolders && { closedFolders: reader.closedFolders }),
    ...(reader.sourceless && { sourceless: true }),
    ...(reader.live && { live: reader.live }),
    ...(reader.secrets && { secrets: reader.secrets }),
    onSecrets: (found) => {
      secrets = found
    },
    read: (path, limits) => {
      if (limits) return reader.read(path, limits)
      const result = results.get(path) ?? reader.read(path)
      results.set(path, result)
      return result
    },
    results,
    found: () => secrets,
  }
}
