import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { SourceStore } from '../../facts/source-store.ts'
import type { SourceFile } from '../../facts/source.ts'
import type { EntryPoints } from '../entries/entry-points.ts'
import { createDeploymentScope } from './deployment-scope.ts'
import type { ServiceScope } from './service-scope.ts'

/**
 * The facts as one service sees them: without what belongs to other services. Sources are shared, so that a file that two
 * services load is read and parsed once; what grows while sources are read grows here too.
 */
export function narrowFacts(facts: ProjectFacts, scope: ServiceScope, entries: EntryPoints): ProjectFacts {
  const { concerns, isElsewhere } = scope
  const deployment = createDeploymentScope(facts, scope, entries)
  const concerning = <Fact extends { path: string }>(all: readonly Fact[]): Fact[] =>
    all.filter(({ path }) => concerns(path))
  const notElsewhere = <Fact extends { path: string }>(all: readonly Fact[]): Fact[] =>
    all.filter(({ path }) => !isElsewhere(path))
  return {
    name: scope.service.name,
    git: facts.git,
    files: notElsewhere(facts.files),
    sources: narrowSources(facts.sources, concerns),
    packages: concerning(facts.packages),
    tsconfigs: concerning(facts.tsconfigs),
    lockfiles: concerning(facts.lockfiles),
    dockerfiles: facts.dockerfiles.filter(deployment.hasDockerfile),
    composeFiles: facts.composeFiles.map((file) => ({
      ...file,
      services: file.services.filter((service) => deployment.hasComposeService(file, service)),
    })),
    composeProjects: facts.composeProjects.map((project) => ({
      ...project,
      services: project.services.filter((service) => deployment.hasComposeService({ path: service.file }, service)),
    })),
    nginx: facts.nginx,
    caddyfiles: facts.caddyfiles,
    kubernetes: facts.kubernetes.filter(deployment.hasKubernetesObject),
    environmentFiles: notElsewhere(facts.environmentFiles),
    pipelines: facts.pipelines,
    processFiles: concerning(facts.processFiles).map((file) => ({
      ...file,
      processes: file.processes.filter(({ line }) => deployment.hasCommand(file.path, line)),
    })),
    nodeVersions: concerning(facts.nodeVersions),
    npmrc: concerning(facts.npmrc),
    shellScripts: concerning(facts.shellScripts),
    crontabs: concerning(facts.crontabs),
    operations: notElsewhere(facts.operations),
    ignoreFiles: concerning(facts.ignoreFiles),
    credentials: notElsewhere(facts.credentials),
    browserSecrets: notElsewhere(facts.browserSecrets),
    data: notElsewhere(facts.data),
    get suppressions() {
      return notElsewhere(facts.suppressions)
    },
    get unreadable() {
      return notElsewhere(facts.unreadable)
    },
  }
}

/** Imports lead wherever they led; only what is looked through is narrower. */
function narrowSources(sources: SourceStore, concerns: (path: string) => boolean): SourceStore {
  const own: SourceFile[] = []
  let looked = 0
  /** More files are parsed as the program is followed. */
  function parsed(): readonly SourceFile[] {
    const all = sources.parsed()
    for (; looked < all.length; looked++) if (concerns(all[looked]!.path)) own.push(all[looked]!)
    return own
  }
  return {
    ...sources,
    paths: sources.paths.filter(concerns),
    parsed,
    failures: () => sources.failures().filter(({ path }) => concerns(path)),
  }
}

/** What starts one service. */
export function narrowEntries(all: EntryPoints, { service, others }: ServiceScope): EntryPoints {
  const isOthers = (directory: string): boolean => others.some((other) => other.directory === directory)
  return {
    ...all,
    entries: all.entries.filter(({ directory }) => directory === service.directory),
    commands: all.commands.filter((command) => {
      const leads = all.leads.get(command) ?? []
      return leads.includes(service.directory) || !leads.some(isOthers)
    }),
  }
}
