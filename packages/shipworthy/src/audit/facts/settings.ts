/** A dotenv file. Values stay in memory only: reports and saved facts carry them redacted. */
export interface EnvironmentFile {
  path: string
  tracked: boolean
  entries: { name: string; value: string; line: number }[]
}

export interface ProcessFile {
  path: string
  kind: 'procfile'
  processes: { name: string; command: string; line: number }[]
}

/** A Caddyfile, line by line. */
export interface Caddyfile {
  path: string
  lines: string[]
}

export interface NodeVersionFile {
  path: string
  value: string
  line: number
}

export interface KeyValueFile {
  path: string
  entries: { name: string; value: string; line: number }[]
}

export interface ShellScript {
  path: string
  lines: string[]
}

export interface IgnoreFile {
  path: string
  kind: 'git' | 'docker'
  /** Folder whose files it governs. */
  directory: string
  lines: string[]
}

/** Text in the shape of a provider's live credential. The value itself is not kept. */
export interface CredentialCandidate {
  path: string
  line: number
  column: number
  provider: string
  /** What a report may show: the first characters and the length. */
  redacted: string
  /** The provider's own checksum was recomputed and holds. */
  checksum: boolean
}

/** A name or a key in a source file that a browser must not get: `NEXT_PUBLIC_STRIPE_SECRET_KEY`. */
export interface BrowserSecret {
  path: string
  line: number
  column: number
  /** Name of the variable, or the beginning of the key. */
  name: string
  /** `read`: its value is taken. `named`: the name occurs. `key`: the key itself is written down. */
  kind: 'read' | 'named' | 'key'
}

/** What is looked for in texts while they are at hand; saved texts no longer hold it. */
export interface FoundSecrets {
  credentials: readonly CredentialCandidate[]
  browserSecrets: readonly BrowserSecret[]
}

/** A JSON or YAML file that code reads as configuration. */
export interface DataFile {
  path: string
  value: unknown
}
