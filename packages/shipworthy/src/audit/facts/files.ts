/** A file of the project, by path from the root with forward slashes. */
export interface FileEntry {
  path: string
  /** Known to git; `true` for every file when the project is not a git work tree. */
  tracked: boolean
}

/** A file that is there but could not be understood. What depends on it is unknown, never passed. */
export interface Unreadable {
  area: FactArea
  path: string
  line?: number
  reason: string
}

/** The groups of facts a rule can ask for. */
export type FactArea =
  | 'files'
  | 'sources'
  | 'packages'
  | 'lockfiles'
  | 'dockerfiles'
  | 'compose'
  | 'kubernetes'
  | 'nginx'
  | 'caddyfiles'
  | 'environment-files'
  | 'pipelines'
  | 'process-files'
  | 'node-versions'
  | 'npmrc'
  | 'shell'
  | 'operations'
  | 'ignore-files'
  | 'credentials'
  | 'settings'
