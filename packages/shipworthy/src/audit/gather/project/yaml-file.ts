import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Alias,
  type Document,
  type Node,
} from 'yaml'

/** Parsed YAML with the means to say where a node stands. */
export interface YamlFile {
  documents: Document.Parsed[]
  lineOf: (node: unknown) => number
}

const owners = new WeakMap<Alias, Document>()

export function parseYaml(text: string): YamlFile | { reason: string; line: number } {
  const counter = new LineCounter()
  let documents: Document.Parsed[]
  try {
    const parsed = parseAllDocuments(text, { lineCounter: counter, logLevel: 'silent', uniqueKeys: false })
    documents = [...parsed] as Document.Parsed[]
  } catch (error) {
    return { reason: error instanceof Error ? error.message : 'cannot be parsed', line: 1 }
  }
  for (const document of documents) {
    const error = document.errors[0]
    if (error) return { reason: error.message.split('\n')[0]!, line: error.linePos?.[0].line ?? 1 }
    if (text.includes('*')) visit(document, { Alias: (_, alias) => void owners.set(alias, document) })
  }
  return {
    documents,
    lineOf: (node) => {
      const offset = (node as Node | undefined)?.range?.[0]
      return offset === undefined ? 1 : counter.linePos(offset).line
    },
  }
}

/** Entries of a map, those merged in by `<<` first so that the map's own come last. */
export function entriesOf(node: unknown): { key: string; keyNode: unknown; value: unknown }[] {
  const map = follow(node)
  if (!isMap(map)) return []
  return map.items.flatMap(({ key, value }) => {
    const name = String(scalar(key) ?? key)
    if (name === '<<') return mergedMaps(value).flatMap(entriesOf)
    return [{ key: name, keyNode: key, value: follow(value) }]
  })
}

export function itemsOf(node: unknown): unknown[] {
  const list = follow(node)
  return isSeq(list) ? list.items.map(follow) : []
}

export function get(node: unknown, ...path: string[]): unknown {
  let current = follow(node)
  for (const key of path) {
    if (!isMap(current)) return undefined
    const own = current.get(key, true)
    const merged = own === undefined ? mergedMaps(current.get('<<', true)).map((map) => get(map, key)) : []
    current = follow(own ?? merged.find((value) => value !== undefined))
  }
  return current
}

export function scalar(node: unknown): string | number | boolean | null | undefined {
  const target = follow(node)
  if (!isScalar(target)) return undefined
  const { value } = target
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return value
  return String(value)
}

export function textOf(node: unknown): string | undefined {
  const value = scalar(node)
  return value === undefined || value === null ? undefined : String(value)
}

function mergedMaps(node: unknown): unknown[] {
  const target = follow(node)
  return isSeq(target) ? target.items.map(follow) : isMap(target) ? [target] : []
}

function follow(node: unknown): unknown {
  if (!isAlias(node)) return node
  const owner = owners.get(node)
  return owner && node.resolve(owner)
}
