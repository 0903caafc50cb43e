/** A value of a configuration file that knows where it stands. */
export type ConfigNode = { at: number } & (
  | { kind: 'scalar'; value: unknown }
  | { kind: 'list'; items: ConfigNode[] }
  | { kind: 'map'; entries: ConfigEntry[] }
)

export interface ConfigEntry {
  key: string
  keyAt: number
  node: ConfigNode
}

/** A parsed configuration. */
export interface ConfigDocument {
  /** As shown to the user. */
  path: string
  text: string
  root: ConfigNode
}

/** What is wrong at an offset of a file. */
export interface ConfigFault {
  at: number
  problem: string
}

export function plainValue(node: ConfigNode): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(plainValue)
  const value: Record<string, unknown> = {}
  for (const entry of node.entries)
    Object.defineProperty(value, entry.key, { value: plainValue(entry.node), enumerable: true })
  return value
}

/** Offset of the key or item a path leads to; of what holds it, when it is not there. */
export function offsetOf(root: ConfigNode, path: readonly PropertyKey[]): number {
  let at = root.at
  let node: ConfigNode | undefined = root
  for (const step of path) {
    const entry: ConfigEntry | undefined =
      node?.kind === 'map' ? node.entries.find(({ key }) => key === step) : undefined
    const next: ConfigNode | undefined = node?.kind === 'list' ? node.items[Number(step)] : entry?.node
    if (!next) return at
    at = entry?.keyAt ?? next.at
    node = next
  }
  return at
}

/** The first key that a map has twice. */
export function findRepeatedKey(node: ConfigNode): ConfigFault | undefined {
  if (node.kind === 'scalar') return undefined
  const children = node.kind === 'list' ? node.items : node.entries.map((entry) => entry.node)
  if (node.kind === 'map') {
    const seen = new Set<string>()
    for (const { key, keyAt } of node.entries) {
      if (seen.has(key)) return { at: keyAt, problem: `the key "${key}" stands here twice` }
      seen.add(key)
    }
  }
  for (const child of children) {
    const fault = findRepeatedKey(child)
    if (fault) return fault
  }
  return undefined
}
