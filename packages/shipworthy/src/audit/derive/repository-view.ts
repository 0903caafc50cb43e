import type { Lockfile, PackageManifest } from '../facts/packages.ts'
import type { Unreadable } from '../facts/files.ts'
import type { Pipeline } from '../facts/pipelines.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'
import type {
  CredentialCandidate,
  DataFile,
  EnvironmentFile,
  IgnoreFile,
  KeyValueFile,
  NodeVersionFile,
} from '../facts/settings.ts'

/** Files around the code that say how the project is built, tested and kept up to date. */
export interface RepositoryView {
  git: boolean
  lockfiles: Lockfile[]
  pipelines: Pipeline[]
  /** Pipelines that could not be understood: nothing can be said of what they run. */
  unreadablePipelines: Unreadable[]
  ignoreFiles: IgnoreFile[]
  nodeVersions: NodeVersionFile[]
  npmrc: KeyValueFile[]
  environmentFiles: EnvironmentFile[]
  credentials: CredentialCandidate[]
  data: DataFile[]
  /** Package manifests above the audited folder. */
  outerPackages: PackageManifest[]
}

export function deriveRepository(facts: ProjectFacts): RepositoryView {
  const { git, lockfiles, pipelines, ignoreFiles, nodeVersions, npmrc, environmentFiles, credentials, data, packages } =
    facts
  const outerPackages = packages.filter(({ path }) => path.startsWith('../'))
  return {
    git,
    lockfiles,
    pipelines,
    unreadablePipelines: facts.unreadable.filter(({ area }) => area === 'pipelines'),
    ignoreFiles,
    nodeVersions,
    npmrc,
    environmentFiles,
    credentials,
    data,
    outerPackages,
  }
}
