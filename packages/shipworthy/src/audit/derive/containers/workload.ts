import type { ComposeProject, ComposeService, KubernetesContainer, KubernetesObject } from '../../facts/containers.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { SettingNode } from '../../facts/setting-node.ts'

/** Something that a manifest or a compose file runs, with what belongs to it joined. */
export type Workload = PodWorkload | ComposeWorkload

interface CommonWorkload {
  name: string
  /** The file that tells what it is deployed for: an overlay, a chart, the last compose file of a chain. */
  root: string
  /** Its path says outright that this is production. */
  saysProduction: boolean
  copies: Copies
}

export interface PodWorkload extends CommonWorkload {
  platform: 'kubernetes'
  kind: string
  object: KubernetesObject
  /** `spec` of the pod. */
  pod: SettingNode | undefined
  /** The application's own containers; databases, proxies and agents are left out. */
  application: KubernetesContainer[]
  /** Services that send it traffic; `unknown` when a template or something outside the project decides. */
  servedBy: readonly KubernetesObject[] | 'unknown'
}

export interface ComposeWorkload extends CommonWorkload {
  platform: 'compose'
  project: ComposeProject
  service: ComposeService
  isApplication: boolean
}

/** How many copies of a workload run. */
export interface Copies {
  least: number | 'unknown'
  most: number | 'many' | 'unknown'
  /** Where that is written; where it would be when it is not. */
  evidence: Evidence
  /** Nothing is written, so it is what the platform does by itself. */
  isImplicit: boolean
}
