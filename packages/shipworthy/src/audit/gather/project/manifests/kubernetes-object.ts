import type { KubernetesContainer, KubernetesObject, KubernetesProbe } from '../../../facts/containers.ts'
import {
  entriesAt,
  itemsAt,
  nodeAt,
  numberAt,
  textAt,
  textsAt,
  valueAt,
  type SettingNode,
} from '../../../facts/setting-node.ts'
import type { BuiltObject } from './build-kustomizations.ts'

/** The objects of a document: one, or the items of a `List`; none when it is something else. */
export function kubernetesObjects({ tree, root, isOpen }: BuiltObject): KubernetesObject[] {
  const kind = textAt(tree, 'kind')
  if (kind === undefined || !nodeAt(tree, 'apiVersion')) return []
  if (kind === 'List') return itemsAt(tree, 'items').flatMap((item) => kubernetesObjects(built(item, root, isOpen)))
  const name = textAt(tree, 'metadata', 'name')
  const namespace = textAt(tree, 'metadata', 'namespace')
  const replicas = numberAt(tree, 'spec', 'replicas') ?? numberAt(tree, 'spec', 'minReplicas')
  const pod = podOf(kind, tree)
  const lasting = lastingVolumes(tree, pod)
  return [
    {
      path: tree.file,
      line: tree.line,
      kind,
      ...(name && { name }),
      ...(namespace && { namespace }),
      ...(root && { root }),
      templated: hasTemplates(tree),
      ...(isOpen && { isOpen }),
      ...(replicas !== undefined && { replicas }),
      annotations: annotationsOf(tree),
      containers: itemsAt(pod, 'containers').map((container) => containerOf(container, pod, lasting)),
      tree,
    },
  ]
}

function built(tree: SettingNode, root: string | undefined, isOpen: boolean | undefined): BuiltObject {
  return { tree, ...(root && { root }), ...(isOpen && { isOpen }) }
}

function annotationsOf(tree: SettingNode): KubernetesObject['annotations'] {
  return Object.fromEntries(
    entriesAt(tree, 'metadata', 'annotations').map(([name, node]) => [
      name,
      { value: textAt(node) ?? '', line: node.line },
    ]),
  )
}

function podOf(kind: string, tree: SettingNode): SettingNode | undefined {
  if (kind === 'Pod') return nodeAt(tree, 'spec')
  if (kind === 'CronJob') return nodeAt(tree, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
  return nodeAt(tree, 'spec', 'template', 'spec')
}

function hasTemplates(node: SettingNode): boolean {
  if (node.open || (node.kind === 'scalar' && node.isDefault)) return true
  if (node.kind === 'scalar') return false
  return node.kind === 'list' ? node.items.some(hasTemplates) : [...node.entries.values()].some(hasTemplates)
}

/** Volumes that outlive the pod: claims, the host's folders, disks of a cloud. */
function lastingVolumes(tree: SettingNode, pod: SettingNode | undefined): ReadonlySet<string> {
  const templates = itemsAt(tree, 'spec', 'volumeClaimTemplates').map((claim) => textAt(claim, 'metadata', 'name'))
  const volumes = itemsAt(pod, 'volumes')
    .filter((volume) => ['persistentVolumeClaim', 'hostPath', 'nfs', 'csi'].some((kind) => nodeAt(volume, kind)))
    .map((volume) => textAt(volume, 'name'))
  return new Set([...templates, ...volumes].filter((name) => name !== undefined))
}

function containerOf(
  tree: SettingNode,
  pod: SettingNode | undefined,
  lasting: ReadonlySet<string>,
): KubernetesContainer {
  const name = textAt(tree, 'name')
  const image = textAt(tree, 'image')
  const nonRoot = valueAt(tree, 'securityContext', 'runAsNonRoot') ?? valueAt(pod, 'securityContext', 'runAsNonRoot')
  return {
    ...(name && { name }),
    ...(image && { image }),
    command: [...textsAt(tree, 'command'), ...textsAt(tree, 'args')],
    ports: itemsAt(tree, 'ports').flatMap((port) => numberAt(port, 'containerPort') ?? []),
    probes: (['liveness', 'readiness', 'startup'] as const).flatMap((kind) => probeOf(tree, kind) ?? []),
    claims: itemsAt(tree, 'volumeMounts').flatMap((mount) => {
      const volume = textAt(mount, 'name')
      const path = textAt(mount, 'mountPath')
      return volume && path && lasting.has(volume) ? [{ name: volume, path }] : []
    }),
    environment: Object.fromEntries(
      itemsAt(tree, 'env').flatMap((item) => {
        const key = textAt(item, 'name')
        const value = valueAt(item, 'value')
        return key && value !== undefined && value !== null ? [[key, String(value)]] : []
      }),
    ),
    ...(typeof nonRoot === 'boolean' && { runAsNonRoot: nonRoot }),
    line: tree.line,
    tree,
  }
}

function probeOf(container: SettingNode, kind: KubernetesProbe['kind']): KubernetesProbe | undefined {
  const probe = nodeAt(container, `${kind}Probe`)
  if (!probe || (probe.kind === 'map' && probe.entries.size === 0 && !probe.open)) return undefined
  const path = valueAt(probe, 'httpGet', 'path')
  const port = numberAt(probe, 'httpGet', 'port')
  return {
    kind,
    ...(typeof path === 'string' && { path }),
    ...(port !== undefined && { port }),
    file: probe.file,
    line: probe.line,
  }
}
