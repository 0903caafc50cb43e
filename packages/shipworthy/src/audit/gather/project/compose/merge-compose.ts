import { itemsAt, textAt, type SettingMap, type SettingNode } from '../../../facts/setting-node.ts'

/** Lists that several files add to; other lists of a later file take the place of the earlier one. */
const ADDED = new Set([
  'ports',
  'expose',
  'dns',
  'dns_search',
  'tmpfs',
  'cap_add',
  'cap_drop',
  'security_opt',
  'profiles',
  'secrets',
  'configs',
  'env_file',
  'external_links',
  'networks',
  'depends_on',
])
/** Maps that may be written as lists of `NAME=value`. */
const PAIRS = new Set(['environment', 'labels', 'args', 'extra_hosts', 'sysctls'])

/**
 * A compose file over another one.
 *
 * @see https://docs.docker.com/reference/compose-file/merge/
 */
export function mergeCompose(base: SettingNode, over: SettingNode, key = ''): SettingNode {
  if (over.tag === '!override') return over
  if (PAIRS.has(key)) return mergeMaps(pairsOf(base), pairsOf(over))
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over)
  if (base.kind !== 'list' || over.kind !== 'list') return over
  if (key === 'volumes' || key === 'devices') {
    const targets = new Set(over.items.map(mountTarget))
    return { ...over, items: [...base.items.filter((item) => !targets.has(mountTarget(item))), ...over.items] }
  }
  return ADDED.has(key) ? { ...over, items: [...base.items, ...over.items] } : over
}

function mergeMaps(base: SettingMap, over: SettingMap): SettingMap {
  const entries = new Map(base.entries)
  for (const [key, value] of over.entries) {
    const own = entries.get(key)
    if (value.tag === '!reset') entries.delete(key)
    else entries.set(key, own ? mergeCompose(own, value, key) : value)
  }
  return { ...base, entries }
}

function pairsOf(node: SettingNode): SettingMap {
  if (node.kind === 'map') return node
  const pairs = itemsAt(node).flatMap((item): [string, SettingNode][] => {
    const [name = '', ...value] = (textAt(item) ?? '').split('=')
    const text = value.length > 0 ? value.join('=') : null
    return name ? [[name, { kind: 'scalar', value: text, file: item.file, line: item.line }]] : []
  })
  return { kind: 'map', file: node.file, line: node.line, entries: new Map(pairs) }
}

function mountTarget(item: SettingNode): string {
  const [first = '', second] = (textAt(item) ?? '').split(':')
  return textAt(item, 'target') ?? second ?? first
}
