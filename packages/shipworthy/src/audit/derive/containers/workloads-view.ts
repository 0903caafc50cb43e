import type { ComposeProject, ComposeService, KubernetesObject } from '../../facts/containers.ts'
import { baseName } from '../../facts/paths.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { settingAt } from '../evidence.ts'
import { finalStages } from '../entries/production-commands.ts'
import { deploymentClass, saysProduction } from '../entries/deployment-class.ts'
import { isDatastoreImage } from './base-images.ts'
import { buildsFrom } from './containers-view.ts'
import { developmentSign } from './development-sign.ts'
import { imageRoles, type RoleOf } from './image-role.ts'
import { deployedObjects, podWorkloads } from './pod-workloads.ts'
import type { ComposeWorkload, PodWorkload, Workload } from './workload.ts'

/** Manifests and compose files that are deployed, joined: what runs, who sends it traffic, how many copies there are. */
export interface WorkloadsView {
  pods: PodWorkload[]
  compose: ComposeWorkload[]
  /** All Kubernetes objects that are deployed. */
  objects: KubernetesObject[]
  roleOf: RoleOf
  /** How many copies of the application run, or of what answers requests. */
  instances: (which?: 'all' | 'serving') => Instances
}

export interface Instances {
  count: number | 'many' | 'unknown'
  /** Where that is written. */
  evidence?: Evidence
}

type Inputs = Pick<ProjectFacts, 'kubernetes' | 'composeProjects' | 'packages' | 'dockerfiles' | 'name'>

export function deriveWorkloads(facts: Inputs): WorkloadsView {
  const roleOf = imageRoles(facts)
  const objects = deployedObjects(facts.kubernetes)
  const pods = withoutStrangers(podWorkloads(objects, roleOf), roleOf)
  const isApplication = applicationTest(facts.dockerfiles, roleOf)
  const compose = facts.composeProjects
    .filter((project) => isDeployed(project, isApplication))
    .flatMap((project) => composeWorkloads(project, isApplication))
  return {
    pods,
    compose,
    objects,
    roleOf,
    instances: (which = 'all') => countInstances(applicationOf(pods, compose, which)),
  }
}

/**
 * The last file of a chain says what the chain is for. One with no telling name is for development when it mounts the
 * sources, starts a watcher, only puts databases beside a service
 * that somebody starts by hand, or is there to build images (`compose.build.yaml`).
 */
function isDeployed(project: ComposeProject, isApplication: IsApplication): boolean {
  const last = project.files.at(-1)!
  if (deploymentClass(last) !== 'production' || /[._-]build[._-]/.test(baseName(last))) return false
  return saysProduction(last) || (project.services.some(isApplication) && !developmentSign(project))
}

/** Built here or named after the project, and no database that is built here with a script or two added. */
type IsApplication = (service: ComposeService) => boolean

function applicationTest(dockerfiles: ProjectFacts['dockerfiles'], roleOf: RoleOf): IsApplication {
  return (service) => {
    if (!service.build) return roleOf(service.image) === 'own'
    const dockerfile = dockerfiles.find(({ path }) => buildsFrom(service, path))
    const base = dockerfile && finalStages(dockerfile, service.build.target).at(-1)?.image
    return base === undefined || !isDatastoreImage(base)
  }
}

/** Beside containers that are known to be the project's own, those nobody knows are somebody else's. */
function withoutStrangers(pods: PodWorkload[], roleOf: RoleOf): PodWorkload[] {
  const isOwn = ({ image }: { image?: string }): boolean => roleOf(image) === 'own' || (image ?? '').includes('{{')
  if (!pods.some(({ application }) => application.some(isOwn))) return pods
  return pods.map((pod) => ({ ...pod, application: pod.application.filter(isOwn) }))
}

function composeWorkloads(project: ComposeProject, isApplication: IsApplication): ComposeWorkload[] {
  const root = project.files.at(-1)!
  return project.services.map((service) => ({
    platform: 'compose',
    name: service.name,
    root,
    saysProduction: saysProduction(root),
    project,
    service,
    isApplication: isApplication(service),
    copies: {
      least: service.replicas ?? 1,
      most: service.replicas ?? 1,
      evidence: settingAt(
        service.file,
        service.line,
        service.replicas === undefined ? `${service.name}:` : `${service.name}: replicas: ${service.replicas}`,
      ),
      isImplicit: service.replicas === undefined,
    },
  }))
}

function applicationOf(
  pods: readonly PodWorkload[],
  compose: readonly ComposeWorkload[],
  which: 'all' | 'serving',
): Workload[] {
  const running = pods.filter(({ application, kind }) => application.length > 0 && !kind.endsWith('Job'))
  const started = compose.filter(({ isApplication }) => isApplication)
  if (which === 'all') return [...running, ...started]
  const answers = ({ service }: ComposeWorkload): boolean => service.ports.length > 0 || service.expose.length > 0
  const published = started.filter(answers)
  return [
    ...running.filter(({ servedBy }) => servedBy === 'unknown' || servedBy.length > 0),
    ...(published.length > 0 ? published : started),
  ]
}

/** The most copies that any deployment of the project asks for. */
function countInstances(workloads: readonly Workload[]): Instances {
  const many = workloads.find(({ copies }) => copies.most === 'many')
  if (many) return { count: 'many', evidence: many.copies.evidence }
  const counted = workloads.flatMap(({ copies }) =>
    typeof copies.most === 'number' ? [{ copies, most: copies.most }] : [],
  )
  const [largest] = counted.toSorted((a, b) => b.most - a.most)
  const open = workloads.find(({ copies }) => copies.most === 'unknown')
  if (open && (largest?.most ?? 0) <= 1) return { count: 'unknown', evidence: open.copies.evidence }
  return largest ? { count: largest.most, evidence: largest.copies.evidence } : { count: 'unknown' }
}
