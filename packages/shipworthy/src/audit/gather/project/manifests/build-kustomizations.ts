import { folderOf, joinPath } from '../../../facts/paths.ts'
import { entriesAt, itemsAt, nodeAt, recordAt, textAt, textsAt, type SettingNode } from '../../../facts/setting-node.ts'
import { mergePatch, patchAt, pointerParts } from './merge-settings.ts'

/** A Kubernetes object and the file that decides where it is deployed. */
export interface BuiltObject {
  tree: SettingNode
  /** The kustomization or the chart it comes from. */
  root?: string
  /** Something it is built from is not in the project. */
  isOpen?: boolean
}

export interface KustomizeFiles {
  /** Paths of the kustomizations of the project. */
  kustomizations: readonly string[]
  documents: (path: string) => readonly SettingNode[] | undefined
  /** The documents of a text inside a file, such as an inline patch. */
  parse: (text: string, at: SettingNode) => readonly SettingNode[]
}

/** More than any cluster's repository builds; a kustomization can use another many times over. */
const MAX_OBJECTS = 5000

interface Build {
  objects: BuiltObject[]
  isOpen: boolean
}

/**
 * What `kustomize build` gives for every kustomization that no other one uses, as far as it can be told without fetching
 * or running anything. Names are left without their prefixes: they are only compared with each other.
 */
export function buildKustomizations(files: KustomizeFiles): { objects: BuiltObject[]; used: Set<string> } {
  const folders = new Map(files.kustomizations.map((path) => [folderOf(path), path]))
  const used = new Set<string>(files.kustomizations)
  const referenced = new Set<string>()

  const plainBuilds = new Map<string, Build>()

  function build(path: string, outer: readonly string[], given: readonly BuiltObject[] = []): Build {
    const settings = files.documents(path)?.[0]
    if (!settings || outer.includes(path)) return { objects: [...given], isOpen: true }
    const folder = folderOf(path)
    const chain = [...outer, path]
    const result: Build = { objects: [...given], isOpen: hasGenerators(settings) }
    for (const name of [...textsAt(settings, 'resources'), ...textsAt(settings, 'bases')]) {
      const found = resource(joinPath(folder, name), name, chain)
      const room = MAX_OBJECTS - result.objects.length
      result.objects.push(...found.objects.slice(0, room))
      result.isOpen ||= found.isOpen || found.objects.length > room
    }
    for (const name of textsAt(settings, 'components')) {
      const component = folders.get(joinPath(folder, name))
      if (component) referenced.add(component)
      const changed = component ? build(component, chain, result.objects) : { objects: result.objects, isOpen: true }
      result.objects = changed.objects
      result.isOpen ||= changed.isOpen
    }
    result.objects = patchesOf(settings, folder).reduce(applyPatch, result.objects)
    result.objects = result.objects.map((object) => ({ ...object, tree: applyShortcuts(object.tree, settings) }))
    return result
  }

  function resource(path: string, name: string, chain: readonly string[]): Build {
    if (/^(https?:|ssh:|git@|git::|github\.com)|\?ref=/.test(name)) return { objects: [], isOpen: true }
    const inner = folders.get(path)
    if (inner) {
      referenced.add(inner)
      const made = plainBuilds.get(inner) ?? build(inner, chain)
      plainBuilds.set(inner, made)
      return made
    }
    const documents = files.documents(path)
    used.add(path)
    return { objects: (documents ?? []).map((tree) => ({ tree })), isOpen: documents === undefined }
  }

  function patchesOf(settings: SettingNode, folder: string): Patch[] {
    const read = (text: string | undefined, path: string | undefined, at: SettingNode): readonly SettingNode[] => {
      if (text !== undefined) return files.parse(text, at)
      if (path === undefined) return []
      used.add(joinPath(folder, path))
      return files.documents(joinPath(folder, path)) ?? []
    }
    const merges = itemsAt(settings, 'patchesStrategicMerge').flatMap((item) => {
      const text = textAt(item) ?? ''
      const documents = text.includes('\n') ? read(text, undefined, item) : read(undefined, text, item)
      return documents.map((change) => ({ change }))
    })
    const targeted = [...itemsAt(settings, 'patches'), ...itemsAt(settings, 'patchesJson6902')].flatMap((item) => {
      const target = nodeAt(item, 'target')
      const documents = read(textAt(item, 'patch'), textAt(item, 'path'), nodeAt(item, 'patch') ?? item)
      return documents.map((change) => ({ change, ...(target && { target }) }))
    })
    return [...merges, ...targeted]
  }

  const built = new Map(files.kustomizations.map((path) => [path, build(path, [])]))
  const objects = [...built].flatMap(([root, result]) =>
    referenced.has(root) || textAt(files.documents(root)?.[0], 'kind') === 'Component'
      ? []
      : result.objects.map(({ tree }) => ({ tree, root, ...(result.isOpen && { isOpen: true }) })),
  )
  return { objects, used }
}

interface Patch {
  change: SettingNode
  target?: SettingNode
}

function hasGenerators(settings: SettingNode): boolean {
  return ['helmCharts', 'helmChartInflationGenerator', 'generators', 'transformers'].some(
    (key) => nodeAt(settings, key) !== undefined,
  )
}

function applyPatch(objects: BuiltObject[], { change, target }: Patch): BuiltObject[] {
  return objects.flatMap((object) => {
    if (!(target ? isTarget(object.tree, target) : isSameObject(object.tree, change))) return [object]
    if (textAt(change, '$patch') === 'delete') return []
    const tree =
      change.kind === 'list' ? change.items.reduce(applyOperation, object.tree) : mergePatch(object.tree, change)
    return [{ ...object, tree }]
  })
}

function applyOperation(tree: SettingNode, operation: SettingNode): SettingNode {
  const name = textAt(operation, 'op') ?? ''
  if (!/^(add|replace|remove)$/.test(name)) return tree
  const value = name === 'remove' ? undefined : nodeAt(operation, 'value')
  return patchAt(tree, pointerParts(textAt(operation, 'path') ?? ''), value, name === 'add') ?? tree
}

function isTarget(tree: SettingNode, target: SettingNode): boolean {
  const matches = (wanted: string | undefined, actual: string | undefined): boolean =>
    wanted === undefined || (actual !== undefined && matchesWhole(wanted, actual))
  const labels = recordAt(tree, 'metadata', 'labels')
  const selector = (textAt(target, 'labelSelector') ?? '').split(',').filter(Boolean)
  return (
    matches(textAt(target, 'kind'), textAt(tree, 'kind')) &&
    matches(textAt(target, 'name'), textAt(tree, 'metadata', 'name')) &&
    selector.every((part) => labels[part.split(/==?/)[0]!.trim()] === part.split(/==?/)[1]?.trim())
  )
}

/** Kustomize anchors the expressions of a target on both ends. */
function matchesWhole(pattern: string, text: string): boolean {
  const alternatives = pattern.split('|').map((part) =>
    part
      .split(/\.[*+]/)
      .map(escapeText)
      .join('.*'),
  )
  return new RegExp(`^(?:${alternatives.join('|')})$`).test(text)
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

function isSameObject(tree: SettingNode, change: SettingNode): boolean {
  return (
    textAt(tree, 'kind') === textAt(change, 'kind') &&
    textAt(tree, 'metadata', 'name') === textAt(change, 'metadata', 'name')
  )
}

/** `images` and `replicas` of a kustomization. */
function applyShortcuts(tree: SettingNode, settings: SettingNode): SettingNode {
  const name = textAt(tree, 'metadata', 'name')
  const replicas = itemsAt(settings, 'replicas').find((item) => textAt(item, 'name') === name)
  const count = nodeAt(replicas, 'count')
  const scaled = count ? (patchAt(tree, ['spec', 'replicas'], count, true) ?? tree) : tree
  const images = itemsAt(settings, 'images')
  return images.length === 0 ? scaled : replaceImages(scaled, images)
}

function replaceImages(node: SettingNode, images: readonly SettingNode[]): SettingNode {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => replaceImages(item, images)) }
  if (node.kind !== 'map') return node
  const entries = entriesAt(node).map(([key, value]): [string, SettingNode] => [
    key,
    key === 'image' && value.kind === 'scalar' ? newImage(value, images) : replaceImages(value, images),
  ])
  return { ...node, entries: new Map(entries) }
}

function newImage(node: SettingNode & { kind: 'scalar' }, images: readonly SettingNode[]): SettingNode {
  const written = String(node.value)
  const [, name = written, suffix = ''] = /^(.+?)((?::[\w.-]+)?(?:@.+)?)$/.exec(written) ?? []
  const rule = images.find((image) => textAt(image, 'name') === name)
  if (!rule) return node
  const tag = textAt(rule, 'newTag')
  const digest = textAt(rule, 'digest')
  const end = digest ? `@${digest}` : tag ? `:${tag}` : suffix
  return { ...node, value: `${textAt(rule, 'newName') ?? name}${end}` }
}
