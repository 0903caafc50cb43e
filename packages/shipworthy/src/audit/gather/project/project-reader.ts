import type { FileEntry } from '../../facts/files.ts'
import type { LiveFacts } from '../../facts/live/live-facts.ts'
import type { FoundSecrets } from '../../facts/settings.ts'

/** Where a project is read from: a folder on disk, or files in memory for examples and tests. */
export interface ProjectReader {
  name: string
  git: boolean
  files: FileEntry[]
  /**
   * Files above the audited folder that govern it when it is part of a larger repository: lockfile, workflows,
   * `.gitignore`. Their paths start with `../`.
   */
  outerFiles: FileEntry[]
  /** Folders that could not be looked into; what they hold is not known. */
  closedFolders?: readonly string[]
  read: (path: string, limits?: ReadLimits) => ReadResult
  /** Secrets found when the facts were saved: the saved texts no longer hold them. */
  secrets?: FoundSecrets
  /** There is no project; only a running system was given. */
  sourceless?: boolean
  /** What the running system answered when the facts were saved. */
  live?: LiveFacts
  /** Told of the secrets that the texts hold. */
  onSecrets?: (found: FoundSecrets) => void
}

export interface ReadLimits {
  maxBytes?: number
}

export type ReadResult = { text: string } | { problem: string }

/** Source and configuration files above this size are data or build output. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024

export function decode(bytes: Uint8Array): ReadResult {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes) }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes) }
  if (bytes.subarray(0, 4096).includes(0)) return { problem: 'binary file' }
  const text = new TextDecoder('utf-8').decode(bytes)
  return { text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text }
}
