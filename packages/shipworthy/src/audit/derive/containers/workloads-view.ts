import type { ComposeProject, KubernetesObject } from '../../facts/containers.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { settingAt } from '../evidence.ts'
import { deploymentClass, saysProduction } from '../entries/deployment-class.ts'
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
  const compose = facts.composeProjects
    .filter((project) => isDeployed(project, roleOf))
    .flatMap((project) => composeWorkloads(project, roleOf))
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
 * sources, starts a watcher, or only puts databases beside a service that somebody starts by hand.
 */
function isDeployed(project: ComposeProject, roleOf: RoleOf): boolean {
  const last = project.files.at(-1)!
  if (deploymentClass(last) !== 'production') return false
  return saysProduction(last) || (startsApplication(project, roleOf) && !developmentSign(project))
}

function startsApplication({ services }: ComposeProject, roleOf: RoleOf): boolean {
  return services.some(({ build, image }) => build !== undefined || roleOf(image) === 'own')
}

/** Beside containers that are known to be the project's own, those nobody knows are somebody else's. */
function withoutStrangers(pods: PodWorkload[], roleOf: RoleOf): PodWorkload[] {
  const isOwn = ({ image }: { image?: string }): boolean => roleOf(image) === 'own' || (image ?? '').includes('{{')
  if (!pods.some(({ application }) => application.some(isOwn))) return pods
  return pods.map((pod) => ({ ...pod, application: pod.application.filter(isOwn) }))
}

function composeWorkloads(project: ComposeProject, roleOf: RoleOf): ComposeWorkload[] {
  const root = project.files.at(-1)!
  return project.services.map((service) => ({
    platform: 'compose',
    name: service.name,
    root,
    saysProduction: saysProduction(root),
    project,
    service,
    isApplication: service.build !== undefined || roleOf(service.image) === 'own',
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
