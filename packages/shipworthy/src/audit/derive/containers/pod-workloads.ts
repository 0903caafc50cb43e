import type { KubernetesObject } from '../../facts/containers.ts'
import { baseName } from '../../facts/paths.ts'
import { isOpenAt, nodeAt, numberAt, recordAt, textAt, valueAt, type SettingNode } from '../../facts/setting-node.ts'
import { settingAt } from '../evidence.ts'
import { deploymentClass, saysProduction } from '../entries/deployment-class.ts'
import type { RoleOf } from './image-role.ts'
import type { Copies, PodWorkload } from './workload.ts'

const RUNS_PODS = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|Rollout|Pod|Job|CronJob)$/

/** The path that tells what an object is deployed for. */
export function rootOf({ root, path }: KubernetesObject): string {
  return root ?? path
}

/** Objects that are deployed for production, each once: two overlays of one base describe the same workload. */
export function deployedObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const deployed = objects.filter((object) => deploymentClass(rootOf(object)) === 'production')
  const ranked = deployed.toSorted((a, b) => rankOf(a) - rankOf(b))
  const seen = new Set<string>()
  return ranked.filter((object) => {
    const key = object.name === undefined ? undefined : `${object.kind} ${object.name}`
    // Two charts may call their objects by the same expression.
    const inChart = key?.includes('{{') ? `${key} ${rootOf(object)}` : key
    if (inChart === undefined) return true
    const isNew = !seen.has(inChart)
    seen.add(inChart)
    return isNew
  })
}

function rankOf(object: KubernetesObject): number {
  return (saysProduction(rootOf(object)) ? 0 : 2) + (object.templated ? 1 : 0)
}

export function podWorkloads(objects: readonly KubernetesObject[], roleOf: RoleOf): PodWorkload[] {
  const services = objects.filter(({ kind }) => kind === 'Service')
  const scalers = objects.filter(({ kind }) => /^(HorizontalPodAutoscaler|ScaledObject)$/.test(kind))
  return objects
    .filter(({ kind }) => RUNS_PODS.test(kind))
    .map((object) => ({
      platform: 'kubernetes',
      kind: object.kind,
      name: shownName(object),
      root: rootOf(object),
      saysProduction: saysProduction(rootOf(object)),
      object,
      pod: podOf(object),
      application: object.containers.filter(({ image, name }) => roleOf(image, name) !== 'third-party'),
      servedBy: servedBy(object, services),
      copies: copiesOf(
        object,
        scalers.find((scaler) => isScalerOf(scaler, object)),
      ),
    }))
}

/**
 * The pods that run the application, when they all run one image: then it is the one that the project builds. With
 * several, nothing says which of them that is.
 */
export function podsOfOneImage(pods: readonly PodWorkload[]): PodWorkload[] {
  const running = pods.filter(({ kind, application }) => application.length > 0 && !kind.endsWith('Job'))
  const images = new Set(running.flatMap(({ application }) => application.map(({ image }) => image)))
  return images.size === 1 ? running : []
}

/** What a template computes is left out: `…-worker`. */
function shownName({ name = '', kind, path }: KubernetesObject): string {
  const shown = name.replace(/\{\{.*?\}\}/g, '…')
  return /\w/.test(shown) ? shown : `the ${kind} of ${baseName(path)}`
}

function podOf({ kind, tree }: KubernetesObject): SettingNode | undefined {
  if (kind === 'Pod') return nodeAt(tree, 'spec')
  const template = kind === 'CronJob' ? nodeAt(tree, 'spec', 'jobTemplate', 'spec') : nodeAt(tree, 'spec')
  return nodeAt(template, 'template', 'spec')
}

/** Labels of the pods; the selector of their owner says the same. */
function podLabels({ kind, tree }: KubernetesObject): SettingNode | undefined {
  return kind === 'Pod' ? nodeAt(tree, 'metadata', 'labels') : nodeAt(tree, 'spec', 'template', 'metadata', 'labels')
}

function servedBy(object: KubernetesObject, services: readonly KubernetesObject[]): PodWorkload['servedBy'] {
  if (object.kind.endsWith('Job')) return []
  const matches = services.map((service) => ({ service, answer: selects(service, object) }))
  const found = matches.filter(({ answer }) => answer === true).map(({ service }) => service)
  if (found.length > 0) return found
  return object.isOpen || matches.some(({ answer }) => answer === 'unknown') ? 'unknown' : []
}

function selects(service: KubernetesObject, object: KubernetesObject): boolean | 'unknown' {
  const isElsewhere =
    service.namespace !== undefined && object.namespace !== undefined && service.namespace !== object.namespace
  const selector = nodeAt(service.tree, 'spec', 'selector')
  if (isElsewhere || !selector) return isOpenAt(service.tree, 'spec') ? 'unknown' : false
  const labels = podLabels(object)
  const own = { ...recordAt(object.tree, 'spec', 'selector', 'matchLabels'), ...recordAt(labels) }
  const wanted = Object.entries(recordAt(selector))
  const contradicts = wanted.some(([name, value]) => own[name] !== undefined && own[name] !== value)
  if (contradicts) return false
  const expressions = openOf(selector)
  const known = new Set([...openOf(labels), ...openOf(nodeAt(object.tree, 'spec', 'selector', 'matchLabels'))])
  if (expressions.length > 0 && !expressions.every((expression) => known.has(expression)))
    return rootOf(service) === rootOf(object) || known.size === 0 ? 'unknown' : false
  if (wanted.length === 0 && expressions.length === 0) return false
  const isComplete = wanted.every(([name]) => own[name] !== undefined)
  return isComplete ? true : known.size > 0 ? 'unknown' : false
}

/** `include "api.selectorLabels" .`, however deep it is indented. */
function openOf(node: SettingNode | undefined): string[] {
  return (node?.open ?? []).map((expression) => expression.replace(/\s*\|\s*n?indent\s+\d+\s*$/, ''))
}

function isScalerOf(scaler: KubernetesObject, object: KubernetesObject): boolean {
  const target = nodeAt(scaler.tree, 'spec', 'scaleTargetRef')
  const kind = textAt(target, 'kind') ?? 'Deployment'
  return kind === object.kind && textAt(target, 'name') === object.name
}

function copiesOf(object: KubernetesObject, scaler: KubernetesObject | undefined): Copies {
  if (object.kind === 'DaemonSet') return copies(object, 'one on every node', 'unknown', 'many')
  if (scaler) {
    const [low, high] =
      scaler.kind === 'ScaledObject' ? ['minReplicaCount', 'maxReplicaCount'] : ['minReplicas', 'maxReplicas']
    const implicit = scaler.kind === 'ScaledObject' ? 0 : 1
    const least = countAt(scaler, low!, implicit)
    const most = countAt(scaler, high!, 'unknown')
    const text = `${low}: ${least}, ${high}: ${most}`
    return copies(scaler, text, least, typeof most === 'number' && most > 1 ? 'many' : most)
  }
  const count = countAt(object, 'replicas', 1)
  const node = nodeAt(object.tree, 'spec', 'replicas')
  const evidence = node
    ? settingAt(node.file, node.line, `replicas: ${textAt(node) ?? ''}`)
    : settingAt(object.path, object.line, `kind: ${object.kind}`)
  return { least: count, most: count, evidence, isImplicit: node === undefined }
}

function copies(object: KubernetesObject, text: string, least: Copies['least'], most: Copies['most']): Copies {
  return { least, most, evidence: settingAt(object.path, object.line, `${object.kind}: ${text}`), isImplicit: false }
}

/** A number that is written; a chart's default counts when it is more than one, since fewer is what people change. */
function countAt({ tree }: KubernetesObject, key: string, implicit: number | 'unknown'): number | 'unknown' {
  const written = numberAt(tree, 'spec', key)
  if (written !== undefined) return written > 1 || !isOpenAt(tree, 'spec', key) ? written : 'unknown'
  const isWritten = nodeAt(tree, 'spec', key) !== undefined
  return isWritten || isOpenAt(tree, 'spec') || valueAt(tree, 'spec', key) !== undefined ? 'unknown' : implicit
}
