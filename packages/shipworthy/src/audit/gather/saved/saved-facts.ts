import type { FileEntry } from '../../facts/files.ts'
import type { LiveFacts } from '../../facts/live/live-facts.ts'
import type { BrowserSecret, CredentialCandidate } from '../../facts/settings.ts'

/** What was gathered, as a file that can be sent: every secret in the texts is masked, character by character. */
export interface SavedFacts {
  /** Rises when a reader of the present form could no longer read it. */
  version: 1
  /** What saved it, with its version. */
  tool: string
  /** Name of the audited folder. */
  name: string
  git: boolean
  files: FileEntry[]
  outerFiles: FileEntry[]
  /** Folders that could not be looked into. */
  closedFolders: string[]
  /** What was read, by path. */
  texts: Record<string, string>
  /** Why the other files could not be read, by path. */
  problems: Record<string, string>
  /** The live credentials that stood in the texts: where, and how they begin. */
  credentials: CredentialCandidate[]
  /** What of the server's secrets code for browsers names or holds. */
  browserSecrets: BrowserSecret[]
  /** No source was given. */
  sourceless?: boolean
  /** What a running system answered, when one was asked. */
  live?: LiveFacts
}
