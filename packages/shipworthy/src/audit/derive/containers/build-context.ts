import type { DockerInstruction } from '../../facts/containers.ts'
import { folderOf, isInside, joinPath } from '../../facts/paths.ts'
import type { EnvironmentFile } from '../../facts/settings.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { ImageView } from './containers-view.ts'
import { contextSources, expandVariables, feedingStages, stageVariables } from './docker-stages.ts'
import { isRealEnvironmentFile } from '../environment-view.ts'
import { settingAt } from '../evidence.ts'
import type { FilesView } from '../files-view.ts'
import type { RepositoryView } from '../repository-view.ts'

export interface ContextCopies {
  /** The first instruction that copies the whole build context. */
  whole?: DockerInstruction
  /** One whose source a build argument without a default names. */
  unresolved?: DockerInstruction
}

/** What an image takes over from its build context. */
export function contextCopies({ dockerfile, final }: ImageView): ContextCopies {
  const stages = feedingStages(dockerfile, final)
  const values = stageVariables(dockerfile, stages.toReversed())
  const copies = stages.flatMap(({ instructions }) =>
    instructions.map((instruction) => ({
      instruction,
      sources: contextSources(dockerfile, instruction).map((source) => expandVariables(source, values)),
    })),
  )
  const whole = copies.find(({ sources }) => sources.some((source) => /^(\.?\/?|(\.\/)?\*)$/.test(source)))
  const unresolved = copies.find(({ sources }) => sources.some((source) => source.startsWith('$')))
  return { ...(whole && { whole: whole.instruction }), ...(unresolved && { unresolved: unresolved.instruction }) }
}

/** The folder that is certainly part of the build context: the one compose names, else that of the Dockerfile. */
export function contextFolder({ services, path }: ImageView): string {
  const [first] = services
  return first?.service.build ? joinPath(folderOf(first.file.path), first.service.build.context) : folderOf(path)
}

/** Private keys and secrets with a value in files of a folder that are committed. */
export function committedSecrets(
  folder: string,
  files: FilesView,
  { environmentFiles, credentials }: RepositoryView,
): Evidence[] {
  const isCopied = (path: string): boolean =>
    files.isTracked(path) && isInside(path, folder) && files.classOf(path) === 'production'
  const keys = credentials
    .filter(({ path, provider }) => provider === 'private key' && KEY_FILE.test(path) && isCopied(path))
    .map(({ path, line, redacted }) => settingAt(path, line, redacted))
  const variables = environmentFiles
    .filter(({ path }) => isRealEnvironmentFile(path) && isCopied(path))
    .flatMap(({ path, entries }) =>
      entries.filter(isSecret).map(({ name, line }) => settingAt(path, line, `${name}=…`)),
    )
  return [...keys, ...variables]
}

const KEY_FILE = /\.(pem|key|p8)$|(^|\/)id_\w+$/
const SECRET_NAME = /SECRET|PASSWORD|PASSWD|TOKEN|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|ENCRYPTION_?KEY/i
const PUBLIC_NAME = /^(NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC)_/
const PLACEHOLDER = /change|your|example|placeholder|dummy|test|secret|password|xxx|1234|[<>${}\s]/i

/** A name that asks for a secret, and a value that no template would have. */
function isSecret({ name, value }: EnvironmentFile['entries'][number]): boolean {
  return (
    SECRET_NAME.test(name) &&
    !PUBLIC_NAME.test(name) &&
    value.length >= 12 &&
    /\d/.test(value) &&
    !PLACEHOLDER.test(value)
  )
}
