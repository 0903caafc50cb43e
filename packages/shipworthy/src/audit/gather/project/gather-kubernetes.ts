import type { KubernetesContainer, KubernetesObject } from '../../facts/containers.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { get, itemsOf, parseYaml, scalar, textOf } from './yaml-file.ts'

const KINDS =
  /^kind:\s*["']?(Deployment|StatefulSet|DaemonSet|Pod|Job|CronJob|Service|Ingress|HorizontalPodAutoscaler|PodDisruptionBudget|ConfigMap|Secret|Rollout)\b/m
const PLACES =
  /(^|\/)(k8s|kubernetes|kube|helm|charts?|deploy|deployment|deployments|manifests?|infra|infrastructure|ops|kustomize|overlays|base|templates|argocd|flux|gitops)(\/|$)/i

/** Kubernetes objects. Templates that need rendering are listed with what can be read without it. */
export function gatherKubernetes(gathering: Gathering): KubernetesObject[] {
  const isCandidate = (path: string): boolean =>
    /\.ya?ml$/.test(path) &&
    !path.startsWith('../') &&
    (PLACES.test(path) || !path.includes('/')) &&
    !path.includes('.github/')
  return readMatching({ ...gathering, unreadable: [] }, 'kubernetes', isCandidate).flatMap(({ path, text }) => {
    if (!/^apiVersion:/m.test(text) || !KINDS.test(text)) return []
    if (text.includes('{{')) return templated(path, text)
    const parsed = parseYaml(text)
    if ('reason' in parsed) {
      gathering.unreadable.push({ area: 'kubernetes', path, ...parsed })
      return []
    }
    return parsed.documents.flatMap(({ contents }) => objectOf(path, contents, parsed.lineOf))
  })
}

function templated(path: string, text: string): KubernetesObject[] {
  const kind = KINDS.exec(text)?.[1]
  return kind ? [{ path, line: 1, kind, templated: true, containers: [] }] : []
}

type LineOf = (node: unknown) => number

function objectOf(path: string, node: unknown, lineOf: LineOf): KubernetesObject[] {
  const kind = textOf(get(node, 'kind'))
  if (!kind || !get(node, 'apiVersion')) return []
  const name = textOf(get(node, 'metadata', 'name'))
  const replicas = Number(scalar(get(node, 'spec', 'replicas')) ?? scalar(get(node, 'spec', 'minReplicas')))
  const pod = podOf(kind, node)
  const runAsNonRoot = scalar(get(pod, 'securityContext', 'runAsNonRoot'))
  const claims = claimsOf(node, pod)
  const containers = itemsOf(get(pod, 'containers')).map((container) =>
    containerOf(container, runAsNonRoot, claims, lineOf),
  )
  return [
    {
      path,
      line: lineOf(node),
      kind,
      ...(name && { name }),
      templated: false,
      ...(Number.isFinite(replicas) && { replicas }),
      containers,
    },
  ]
}

function podOf(kind: string, node: unknown): unknown {
  if (kind === 'Pod') return get(node, 'spec')
  const spec = kind === 'CronJob' ? get(node, 'spec', 'jobTemplate', 'spec') : get(node, 'spec')
  return get(spec, 'template', 'spec')
}

/** Volumes that outlive the pod: claims, the host's folders, disks of a cloud. */
function claimsOf(node: unknown, pod: unknown): Set<string> {
  const templates = itemsOf(get(node, 'spec', 'volumeClaimTemplates')).map((claim) => get(claim, 'metadata', 'name'))
  const volumes = itemsOf(get(pod, 'volumes'))
    .filter((volume) => ['persistentVolumeClaim', 'hostPath', 'nfs', 'csi'].some((kind) => get(volume, kind)))
    .map((volume) => get(volume, 'name'))
  return new Set([...templates, ...volumes].flatMap((name) => textOf(name) ?? []))
}

function containerOf(
  node: unknown,
  podRunAsNonRoot: unknown,
  claims: ReadonlySet<string>,
  lineOf: LineOf,
): KubernetesContainer {
  const name = textOf(get(node, 'name'))
  const image = textOf(get(node, 'image'))
  const nonRoot = scalar(get(node, 'securityContext', 'runAsNonRoot')) ?? podRunAsNonRoot
  const texts = (key: string): string[] => itemsOf(get(node, key)).flatMap((item) => textOf(item) ?? [])
  const probes = (['liveness', 'readiness', 'startup'] as const).flatMap((kind) => {
    const probe = get(node, `${kind}Probe`)
    if (!probe) return []
    const path = textOf(get(probe, 'httpGet', 'path'))
    const port = Number(scalar(get(probe, 'httpGet', 'port')))
    return [{ kind, ...(path && { path }), ...(Number.isFinite(port) && { port }), line: lineOf(probe) }]
  })
  return {
    ...(name && { name }),
    ...(image && { image }),
    command: [...texts('command'), ...texts('args')],
    ports: itemsOf(get(node, 'ports'))
      .map((port) => Number(scalar(get(port, 'containerPort'))))
      .filter(Number.isFinite),
    claims: itemsOf(get(node, 'volumeMounts')).flatMap((mount) => {
      const volume = textOf(get(mount, 'name'))
      const path = textOf(get(mount, 'mountPath'))
      return volume && path && claims.has(volume) ? [{ name: volume, path }] : []
    }),
    probes,
    environment: Object.fromEntries(
      itemsOf(get(node, 'env')).flatMap((item) => {
        const key = textOf(get(item, 'name'))
        const value = textOf(get(item, 'value'))
        return key && value !== undefined ? [[key, value]] : []
      }),
    ),
    ...(typeof nonRoot === 'boolean' && { runAsNonRoot: nonRoot }),
    line: lineOf(node),
  }
}
