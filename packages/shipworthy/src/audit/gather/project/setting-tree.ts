import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { SettingNode } from '../../facts/setting-node.ts'
import { entriesOf, itemsOf, scalar, type YamlFile } from './yaml-file.ts'

/** Deeper settings are nobody's work. */
const MAX_DEPTH = 40

/** A document of a YAML file as plain data that keeps its lines. */
export function settingTree(file: string, node: unknown, lineOf: YamlFile['lineOf'], depth = 0): SettingNode {
  const line = lineOf(node)
  const tag = tagOf(node)
  const place = { file, line, ...(tag && { tag }) }
  if (depth > MAX_DEPTH) return { kind: 'scalar', value: null, open: ['nested too deeply'], ...place }
  const value = scalar(node)
  if (value !== undefined) return { kind: 'scalar', value, ...place }
  const items = itemsOf(node)
  if (items.length > 0 || isSeq(node))
    return { kind: 'list', items: items.map((item) => settingTree(file, item, lineOf, depth + 1)), ...place }
  const entries = new Map<string, SettingNode>()
  for (const entry of entriesOf(node)) {
    const child = settingTree(file, entry.value, lineOf, depth + 1)
    // A block map or list starts a line below its key; the key is what people look for.
    entries.set(entry.key, { ...child, line: lineOf(entry.keyNode) })
  }
  return isMap(node) || entries.size > 0
    ? { kind: 'map', entries, ...place }
    : { kind: 'scalar', value: null, ...place }
}

function tagOf(node: unknown): string | undefined {
  const tag = isAlias(node) || !(isScalar(node) || isMap(node) || isSeq(node)) ? undefined : node.tag
  return tag?.startsWith('!') && !tag.startsWith('!!') ? tag : undefined
}
