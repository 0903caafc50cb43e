import { textAt, type SettingList, type SettingMap, type SettingNode } from '../../../facts/setting-node.ts'

/** The fields that tell the items of a Kubernetes list apart when a patch is merged into it, by the list's name. */
const MERGE_KEYS: Record<string, readonly string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port', 'name'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
}

/** A strategic merge patch over what it patches; `null` takes a key out. */
export function mergePatch(base: SettingNode, patch: SettingNode, name = ''): SettingNode {
  if (base.kind === 'map' && patch.kind === 'map') return mergeMaps(base, patch)
  const keys = MERGE_KEYS[name]
  return base.kind === 'list' && patch.kind === 'list' && keys ? mergeLists(base, patch, keys) : patch
}

function mergeMaps(base: SettingMap, patch: SettingMap): SettingMap {
  const directive = textAt(patch, '$patch')
  if (directive === 'replace') return patch
  const entries = new Map(base.entries)
  for (const [key, value] of patch.entries) {
    const own = entries.get(key)
    if (isRemoval(value)) entries.delete(key)
    else entries.set(key, own ? mergePatch(own, value, key) : value)
  }
  return { ...base, entries }
}

function isRemoval(value: SettingNode): boolean {
  return (value.kind === 'scalar' && value.value === null && !value.open) || textAt(value, '$patch') === 'delete'
}

function mergeLists(base: SettingList, patch: SettingList, keys: readonly string[]): SettingList {
  const items = [...base.items]
  for (const item of patch.items) {
    const at = items.findIndex((other) => isSame(other, item, keys))
    if (at === -1) items.push(item)
    else if (textAt(item, '$patch') === 'delete') items.splice(at, 1)
    else items[at] = mergePatch(items[at]!, item)
  }
  return { ...base, items }
}

function isSame(left: SettingNode, right: SettingNode, keys: readonly string[]): boolean {
  const key = keys.find((name) => textAt(right, name) !== undefined)
  return key !== undefined && textAt(left, key) === textAt(right, key)
}

/** RFC 6902 `add`, `replace` and `remove`; nothing when the path leads nowhere. */
export function patchAt(
  node: SettingNode,
  pointer: readonly string[],
  value: SettingNode | undefined,
  isInsert: boolean,
): SettingNode | undefined {
  const [key, ...rest] = pointer
  if (key === undefined) return value
  if (node.kind === 'map') {
    const entries = new Map(node.entries)
    const own = entries.get(key)
    const changed = rest.length === 0 ? value : own && patchAt(own, rest, value, isInsert)
    if (rest.length > 0 && !changed) return undefined
    if (changed) entries.set(key, changed)
    else entries.delete(key)
    return { ...node, entries }
  }
  if (node.kind !== 'list') return undefined
  const items = [...node.items]
  const at = key === '-' ? items.length : Number(key)
  if (!Number.isInteger(at) || at < 0 || at > items.length) return undefined
  if (rest.length > 0) {
    const changed = items[at] && patchAt(items[at], rest, value, isInsert)
    if (!changed) return undefined
    items[at] = changed
  } else items.splice(at, isInsert ? 0 : 1, ...(value ? [value] : []))
  return { ...node, items }
}

/** `/spec/template/metadata/labels/app~1name` */
export function pointerParts(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}
