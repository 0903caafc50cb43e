import type { ComposeFile, ComposeProject, Dockerfile, KubernetesObject } from './containers.ts'
import type { FileEntry, Unreadable } from './files.ts'
import type { LiveFacts } from './live/live-facts.ts'
import type { NginxFile } from './nginx.ts'
import type { Crontab, OperationsNote } from './operations.ts'
import type { Lockfile, PackageManifest } from './packages.ts'
import type { Pipeline } from './pipelines.ts'
import type {
  Caddyfile,
  BrowserSecret,
  CredentialCandidate,
  DataFile,
  EnvironmentFile,
  IgnoreFile,
  KeyValueFile,
  NodeVersionFile,
  ProcessFile,
  ShellScript,
} from './settings.ts'
import type { SourceStore } from './source-store.ts'
import type { SuppressionComment } from './suppressions.ts'
import type { TsConfig } from './tsconfig.ts'

/** All that was read of a project. `saveFacts` turns it into plain data that can be sent with a bug report and audited again. */
export interface ProjectFacts {
  /** Name of the audited folder. */
  name: string
  git: boolean
  files: FileEntry[]
  sources: SourceStore
  packages: PackageManifest[]
  tsconfigs: TsConfig[]
  lockfiles: Lockfile[]
  dockerfiles: Dockerfile[]
  /** Each file by itself. */
  composeFiles: ComposeFile[]
  /** The files as they are used together. */
  composeProjects: ComposeProject[]
  kubernetes: KubernetesObject[]
  nginx: NginxFile[]
  caddyfiles: Caddyfile[]
  environmentFiles: EnvironmentFile[]
  pipelines: Pipeline[]
  processFiles: ProcessFile[]
  nodeVersions: NodeVersionFile[]
  npmrc: KeyValueFile[]
  shellScripts: ShellScript[]
  crontabs: Crontab[]
  operations: OperationsNote[]
  ignoreFiles: IgnoreFile[]
  credentials: CredentialCandidate[]
  browserSecrets: readonly BrowserSecret[]
  data: DataFile[]
  /** Of the texts read in full so far. */
  suppressions: readonly SuppressionComment[]
  unreadable: Unreadable[]
  /** No source was given: only the running system is judged. */
  sourceless?: boolean
  live?: LiveFacts
}
