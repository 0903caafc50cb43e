import type {
  ComposeFile,
  ComposeService,
  Dockerfile,
  DockerInstruction,
  DockerStage,
  KubernetesObject,
} from '../../facts/containers.ts'
import { baseName, folderOf, joinPath } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import { deploymentClass } from '../entries/deployment-class.ts'
import { isNodeImage } from './base-images.ts'
import { deployedObjects } from './pod-workloads.ts'
import { effectiveInstruction, finalStages } from '../entries/production-commands.ts'

/** An image that is built for production. */
export interface ImageView {
  dockerfile: Dockerfile
  path: string
  final: DockerStage
  /** The final stage and the stages it builds on. */
  stages: DockerStage[]
  /** Image the final stage rests on, from a registry. */
  baseImage: string
  baseLine: number
  /** It runs Node: from its base image or its command. */
  isNode: boolean
  /** The instruction in force: the last of its kind. */
  effective: (keyword: string) => DockerInstruction | undefined
  all: (keyword: string) => DockerInstruction[]
  /** Compose services that run it. */
  services: { file: ComposeFile; service: ComposeService }[]
}

export interface ContainersView {
  images: ImageView[]
  /** Compose files that describe a deployment. */
  composeFiles: ComposeFile[]
  kubernetes: KubernetesObject[]
  /** Something beside Docker starts and watches the containers. */
  isOrchestrated: boolean
  /** Lines of a shell script of the project, by its file name. */
  script: (name: string) => readonly string[] | undefined
}

export function deriveContainers(facts: ProjectFacts): ContainersView {
  const composeFiles = facts.composeFiles.filter(({ path }) => deploymentClass(path) === 'production')
  const kubernetes = deployedObjects(facts.kubernetes)
  const images = facts.dockerfiles
    .filter(({ path }) => deploymentClass(path) === 'production')
    .flatMap((dockerfile) => imagesOf(dockerfile, composeFiles))
  return {
    images,
    composeFiles,
    kubernetes,
    isOrchestrated: kubernetes.some(({ kind }) => /Deployment|StatefulSet|DaemonSet|Pod|Rollout/.test(kind)),
    script: (name) => facts.shellScripts.find(({ path }) => baseName(path) === baseName(name))?.lines,
  }
}

/** One image, or one for every stage that a deployed service names as its target. */
function imagesOf(dockerfile: Dockerfile, composeFiles: readonly ComposeFile[]): ImageView[] {
  const services = composeFiles.flatMap((file) =>
    file.services.filter((service) => buildsFrom(service, dockerfile.path)).map((service) => ({ file, service })),
  )
  const targets = [...new Set(services.map(({ service }) => service.build?.target))]
  if (targets.length === 0) return [imageOf(dockerfile, services, undefined)]
  return targets.map((target) => {
    const using = services.filter(({ service }) => service.build?.target === target)
    return imageOf(dockerfile, using, target)
  })
}

function imageOf(dockerfile: Dockerfile, services: ImageView['services'], target: string | undefined): ImageView {
  const stages = finalStages(dockerfile, target)
  const root = stages.at(-1)!
  const effective = (keyword: string): DockerInstruction | undefined =>
    effectiveInstruction(dockerfile, keyword, target)
  const command = `${effective('ENTRYPOINT')?.text ?? ''} ${effective('CMD')?.text ?? ''}`
  return {
    dockerfile,
    path: dockerfile.path,
    final: stages[0]!,
    stages,
    baseImage: root.image,
    baseLine: root.line,
    isNode: isNodeImage(root.image) || /\b(node|npm|yarn|pnpm|tsx|next|nest|pm2(-runtime)?|bun)\b/.test(command),
    effective,
    all: (keyword) =>
      stages.toReversed().flatMap(({ instructions }) => instructions.filter((i) => i.keyword === keyword)),
    services,
  }
}

/** Whether a compose service is built from a Dockerfile. */
export function buildsFrom({ file, build }: ComposeService, dockerfilePath: string): boolean {
  if (!build) return false
  const context = joinPath(folderOf(file), build.context)
  return joinPath(context, build.dockerfile ?? 'Dockerfile') === dockerfilePath
}

/** A file named like the Dockerfile's own ignore file, or the context's `.dockerignore`. */
export function dockerignoreFor(dockerfilePath: string, paths: readonly string[]): string | undefined {
  const folder = folderOf(dockerfilePath)
  const candidates = [`${dockerfilePath}.dockerignore`, joinPath(folder, '.dockerignore'), '.dockerignore']
  return (
    candidates.find((path) => paths.includes(path)) ??
    paths.find((path) => baseName(path) === '.dockerignore' && folder.startsWith(folderOf(path)))
  )
}
