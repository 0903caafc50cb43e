import { createFileLookup } from '../../facts/file-lookup.ts'
import type { Unreadable } from '../../facts/files.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { FoundSecrets } from '../../facts/settings.ts'
import type { TokenFilter } from '../../facts/tokens.ts'
import { gatherCompose } from './gather-compose.ts'
import { createBrowserSecretScan } from './gather-browser-secrets.ts'
import { createCredentialScan } from './gather-credentials.ts'
import { gatherDockerfiles } from './gather-dockerfiles.ts'
import { gatherKubernetes } from './gather-kubernetes.ts'
import { gatherNginx } from './gather-nginx.ts'
import { gatherCrontabs } from './gather-crontabs.ts'
import { gatherOperations } from './gather-operations.ts'
import { gatherLockfiles, gatherPackages } from './gather-packages.ts'
import { gatherPipelines } from './gather-pipelines.ts'
import {
  gatherCaddyfiles,
  gatherData,
  gatherEnvironmentFiles,
  gatherIgnoreFiles,
  gatherNodeVersions,
  gatherNpmrc,
  gatherProcessFiles,
  gatherShellScripts,
} from './gather-settings.ts'
import { gatherTsConfigs } from './gather-tsconfigs.ts'
import type { Gathering } from './gathering.ts'
import type { ProjectReader } from './project-reader.ts'
import { createSuppressionScan } from './gather-suppressions.ts'
import { createModuleResolver } from './sources/module-resolver.ts'
import { createSourceStore } from './sources/source-store.ts'

export interface GatherOptions {
  filter: TokenFilter
  /** Path globs of the configuration that take files out of the audit. */
  isIgnored?: (path: string) => boolean
  onProgress?: (step: string) => void
}

/** Reads everything the rules may ask about. Nothing of the project is run; what cannot be read is listed as such. */
export function gatherProject(reader: ProjectReader, options: GatherOptions): ProjectFacts {
  const progress = options.onProgress ?? (() => undefined)
  const files = reader.files.filter(({ path }) => !options.isIgnored?.(path))
  const unreadable = (reader.closedFolders ?? []).map((folder): Unreadable => ({
    area: 'sources',
    path: `${folder}/`,
    reason: 'the folder cannot be looked into',
  }))
  const suppressions = createSuppressionScan(reader)
  const gathering: Gathering = { reader: suppressions.reader, files: [...files, ...reader.outerFiles], unreadable }
  const lookup = createFileLookup(files.map(({ path }) => path))

  progress('settings')
  const packages = gatherPackages(gathering)
  const tsconfigs = gatherTsConfigs(gathering)

  progress('sources')
  const credentials = createCredentialScan()
  const browserSecrets = createBrowserSecretScan()
  const sources = createSourceStore(gathering, {
    filter: options.filter,
    resolve: createModuleResolver(lookup, packages, tsconfigs),
    onText: (path, text) => {
      credentials.scan(path, text)
      browserSecrets.scan(path, text)
    },
  })
  if (!reader.secrets) credentials.scanOthers(gathering)
  const scanned = { credentials: credentials.found, browserSecrets: browserSecrets.found }
  const secrets = reader.secrets ? secretsIn(reader.secrets, lookup.has) : scanned
  reader.onSecrets?.(secrets)

  return {
    name: reader.name,
    git: reader.git,
    files: gathering.files,
    sources,
    packages,
    tsconfigs,
    lockfiles: gatherLockfiles(gathering),
    dockerfiles: gatherDockerfiles(gathering),
    ...gatherCompose(gathering),
    kubernetes: gatherKubernetes(gathering),
    nginx: gatherNginx(gathering),
    caddyfiles: gatherCaddyfiles(gathering),
    environmentFiles: gatherEnvironmentFiles(gathering),
    pipelines: gatherPipelines(gathering),
    processFiles: gatherProcessFiles(gathering),
    nodeVersions: gatherNodeVersions(gathering),
    npmrc: gatherNpmrc(gathering),
    shellScripts: gatherShellScripts(gathering),
    crontabs: gatherCrontabs(gathering),
    operations: gatherOperations(gathering),
    ignoreFiles: gatherIgnoreFiles(gathering),
    credentials: [...secrets.credentials],
    browserSecrets: [...secrets.browserSecrets],
    data: gatherData(gathering),
    suppressions: suppressions.found,
    unreadable: gathering.unreadable,
    ...(reader.sourceless && { sourceless: true }),
    ...(reader.live && { live: reader.live }),
  }
}

function secretsIn({ credentials, browserSecrets }: FoundSecrets, isThere: (path: string) => boolean): FoundSecrets {
  return {
    credentials: credentials.filter(({ path }) => isThere(path)),
    browserSecrets: browserSecrets.filter(({ path }) => isThere(path)),
  }
}
