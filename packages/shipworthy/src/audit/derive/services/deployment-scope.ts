import type { ComposeFile, ComposeService, Dockerfile, KubernetesObject } from '../../facts/containers.ts'
import { baseName, folderOf, isInside, joinPath } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { EntryPoints } from '../entries/entry-points.ts'
import { finalStages } from '../entries/production-commands.ts'
import { namesOf, type Service } from './find-services.ts'
import type { ServiceScope } from './service-scope.ts'

/** Which parts of the deployment are about a service. What names no service (a database, a proxy) is about every one. */
export interface DeploymentScope {
  hasDockerfile: (dockerfile: Dockerfile) => boolean
  hasComposeService: (file: Pick<ComposeFile, 'path'>, service: ComposeService) => boolean
  hasKubernetesObject: (object: KubernetesObject) => boolean
  /** A command of a file, by where it is written. */
  hasCommand: (file: string, line: number) => boolean
}

export function createDeploymentScope(
  facts: Pick<ProjectFacts, 'dockerfiles' | 'composeFiles'>,
  { service, others, concerns }: ServiceScope,
  { leads }: EntryPoints,
): DeploymentScope {
  const commands = [...leads]

  /** `true` when one of the commands starts this service, `false` when they start others, `undefined` when neither. */
  function starts(isMine: (file: string, line: number) => boolean): boolean | undefined {
    const directories = commands.filter(([{ file, line }]) => isMine(file, line)).flatMap(([, all]) => all)
    return decide((candidate) => directories.includes(candidate.directory))
  }

  function decide(isMeant: (candidate: Service) => boolean): boolean | undefined {
    if (isMeant(service)) return true
    return others.some(isMeant) ? false : undefined
  }

  /** A Dockerfile with a stage for each service: compose says whose stage is built. */
  function targeted(dockerfile: string): boolean | undefined {
    const names = facts.composeFiles.flatMap((file) =>
      file.services.flatMap(({ name, build }) =>
        build?.target !== undefined && builtFrom(file, build) === dockerfile ? [name] : [],
      ),
    )
    return decide((candidate) => names.some((name) => isCalled(candidate, name)))
  }

  function hasDockerfile(dockerfile: Dockerfile): boolean {
    const { path } = dockerfile
    const started = targeted(path) ?? starts((file) => file === path)
    if (started !== undefined) return started
    if (!concerns(path)) return false
    if (service.directory !== '' && isInside(path, service.directory)) return true
    return decide((candidate) => isMentioned(candidate, dockerfile)) ?? true
  }

  function hasComposeService(file: Pick<ComposeFile, 'path'>, composed: ComposeService): boolean {
    const { name, image, build, command, entrypoint } = composed
    const lines = [command, entrypoint].flatMap((entry) => (entry ? [entry.line] : []))
    const started = starts((path, line) => path === file.path && lines.includes(line))
    if (started !== undefined) return started
    const called = decide((candidate) => [name, imageName(image)].some((word) => isCalled(candidate, word)))
    if (called !== undefined || !build) return called ?? true
    const dockerfile = facts.dockerfiles.find((candidate) => candidate.path === builtFrom(file, build))
    if (dockerfile) return hasDockerfile(dockerfile)
    return concerns(joinPath(folderOf(file.path), build.context))
  }

  function hasKubernetesObject({ path, line, name, containers }: KubernetesObject): boolean {
    const lines = [line, ...containers.map((container) => container.line)]
    const started = starts((file, at) => file === path && lines.includes(at))
    if (started !== undefined) return started
    if (!concerns(path)) return false
    const words = [name, ...containers.flatMap((container) => [container.name, imageName(container.image)])]
    return decide((candidate) => words.some((word) => isCalled(candidate, word))) ?? true
  }

  return {
    hasDockerfile,
    hasComposeService,
    hasKubernetesObject,
    hasCommand: (file, line) => starts((path, at) => path === file && at === line) ?? true,
  }
}

function builtFrom(file: Pick<ComposeFile, 'path'>, build: NonNullable<ComposeService['build']>): string {
  return joinPath(joinPath(folderOf(file.path), build.context), build.dockerfile ?? 'Dockerfile')
}

/** `shop-api` is called like the service `api`. */
function isCalled(service: Service, word: string | undefined): boolean {
  return (
    word !== undefined &&
    namesOf(service).some(
      (name) => word === name || (/[-_]/.test(word.at(-name.length - 1) ?? '') && word.endsWith(name)),
    )
  )
}

/** `ghcr.io/acme/shop-api:3` → `shop-api` */
function imageName(image: string | undefined): string | undefined {
  return image === undefined ? undefined : baseName(image).replace(/[:@].*$/, '')
}

/** The image is made from the folder of the service: `COPY --from=build /app/apps/api/dist`. */
function isMentioned({ directory, packageName }: Service, dockerfile: Dockerfile): boolean {
  const text = finalStages(dockerfile)
    .flatMap(({ instructions }) => instructions.map((instruction) => instruction.text))
    .join('\n')
  const mentions = (name: string): boolean =>
    new RegExp(`(^|[\\s/"'=])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'm').test(text)
  return (directory !== '' && mentions(directory)) || (packageName?.startsWith('@') === true && mentions(packageName))
}
