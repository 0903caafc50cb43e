import type { KubernetesObject } from '../../facts/containers.ts'
import { ancestors, baseName, folderOf, joinPath } from '../../facts/paths.ts'
import type { SettingNode } from '../../facts/setting-node.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { buildKustomizations, type BuiltObject } from './manifests/build-kustomizations.ts'
import { loadChartValues } from './manifests/chart-files.ts'
import { kubernetesObjects } from './manifests/kubernetes-object.ts'
import { parseManifest } from './manifests/parse-manifest.ts'
import { settingTree } from './setting-tree.ts'
import { parseYaml } from './yaml-file.ts'

const KINDS =
  /^(?:\s*-\s+|\s*)kind:\s*["']?(Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod|Job|CronJob|Service|Ingress|Route|HorizontalPodAutoscaler|ScaledObject|PodDisruptionBudget|ConfigMap|Secret|Rollout|LimitRange|List)\b/m
const PLACES =
  /(^|\/)([\w.-]*(k8s|kube|helm|manifest|kustomiz|openshift)[\w.-]*|charts?|deploy|deployment|deployments|infra|infrastructure|ops|overlays|base|templates|argocd|flux|gitops|release|cluster|clusters)(\/|$)/i
const KUSTOMIZATION = /^(kustomization\.ya?ml|Kustomization)$/
/** Kubernetes objects as they are deployed: kustomizations built, charts read as far as that goes without rendering. */
export function gatherKubernetes(gathering: Gathering): KubernetesObject[] {
  const isCandidate = (path: string): boolean =>
    (/\.ya?ml$/.test(path) || KUSTOMIZATION.test(baseName(path))) &&
    !path.startsWith('../') &&
    (PLACES.test(path) || !path.includes('/') || KUSTOMIZATION.test(baseName(path))) &&
    !/(^|\/)\.github\/|\/templates\/tests\//.test(path)
  const quiet = { ...gathering, unreadable: [] }
  const texts = new Map(readMatching(quiet, 'kubernetes', isCandidate).map(({ path, text }) => [path, text]))
  const kustomizations = [...texts.keys()].filter((path) => KUSTOMIZATION.test(baseName(path)))
  const known = new Set(gathering.files.map(({ path }) => path))
  const charts = [...known].filter((path) => baseName(path) === 'Chart.yaml').map(folderOf)
  const values = loadChartValues(gathering, charts)
  const parsed = new Map<string, SettingNode[]>()

  function documents(path: string): SettingNode[] | undefined {
    const cached = parsed.get(path)
    if (cached) return cached
    const text = texts.get(path) ?? (known.has(path) ? readText(gathering, path) : undefined)
    if (text === undefined) return undefined
    const found = parseDocuments(gathering, path, text, chartOf(path))
    parsed.set(path, found)
    return found
  }

  function chartOf(path: string): SettingNode | undefined {
    const folder = ancestors(folderOf(path)).find((candidate) => charts.includes(candidate))
    return folder === undefined ? undefined : values(folder)
  }

  const { objects, used } = buildKustomizations({ kustomizations, documents, parse: parseInline })
  const plain = [...texts]
    .filter(([path, text]) => !used.has(path) && /^\s*(- )?apiVersion:/m.test(text) && KINDS.test(text))
    .flatMap(([path]) => (documents(path) ?? []).map((tree): BuiltObject => withChart(tree, path, charts)))
  return [...objects, ...plain].flatMap(kubernetesObjects)
}

function readText(gathering: Gathering, path: string): string | undefined {
  const result = gathering.reader.read(path)
  return 'text' in result ? result.text : undefined
}

function parseDocuments(
  gathering: Gathering,
  path: string,
  text: string,
  values: SettingNode | undefined,
): SettingNode[] {
  const parsed = parseManifest(path, text, values)
  if (!('reason' in parsed)) return parsed
  if (text.includes('{{')) return unread(path, text)
  gathering.unreadable.push({ area: 'kubernetes', path, ...parsed })
  return []
}

/** A template whose text is no YAML until it is rendered: only its kind can be told. */
function unread(path: string, text: string): SettingNode[] {
  const kind = KINDS.exec(text)?.[1]
  if (!kind) return []
  const place = { file: path, line: 1 }
  const entries = new Map<string, SettingNode>([
    ['apiVersion', { kind: 'scalar', value: '', ...place }],
    ['kind', { kind: 'scalar', value: kind, ...place }],
  ])
  return [{ kind: 'map', entries, open: ['it must be rendered first'], ...place }]
}

function parseInline(text: string, at: SettingNode): SettingNode[] {
  const parsed = parseYaml(text)
  if ('reason' in parsed) return []
  return parsed.documents
    .filter(({ contents }) => contents !== null)
    .map(({ contents }) => settingTree(at.file, contents, (node) => at.line + parsed.lineOf(node)))
}

function withChart(tree: SettingNode, path: string, charts: readonly string[]): BuiltObject {
  const folder = ancestors(folderOf(path)).find((candidate) => charts.includes(candidate))
  return folder === undefined ? { tree } : { tree, root: joinPath(folder, 'Chart.yaml') }
}
