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

/** What an alias stands for; found once, since the library searches the whole document each time. */
const targets = new WeakMap<Alias, Node>()

type Problem = { reason: string; line: number }

export function parseYaml(text: string): YamlFile | Problem {
  const counter = new LineCounter()
  const lineOf = (node: unknown): number => {
    const offset = (node as Node | undefined)?.range?.[0]
    return offset === undefined ? 1 : counter.linePos(offset).line
  }
  let documents: Document.Parsed[]
  try {
    const parsed = parseAllDocuments(text, { lineCounter: counter, logLevel: 'silent', uniqueKeys: false })
    documents = [...parsed] as Document.Parsed[]
  } catch (error) {
    return { reason: error instanceof Error ? error.message : 'cannot be parsed', line: 1 }
  }
  for (const document of documents) {
    const error = document.errors[0]
    if (error) return { reason: plainReason(error.message), line: error.linePos?.[0].line ?? 1 }
    const problem = text.includes('*') ? followAliases(document, lineOf) : undefined
    if (problem) return problem
  }
  return { documents, lineOf }
}

/** The message without the position, which stands beside it. */
function plainReason(message: string): string {
  if (message.startsWith('Maximum call stack')) return 'nests too deeply'
  return message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
}

/** More than any settings hold, however often they repeat themselves. */
const MAX_NODES = 200_000

/** Finds what every alias stands for; one that stands for nothing or for itself, or many for very much, is a problem. */
function followAliases(document: Document.Parsed, lineOf: (node: unknown) => number): Problem | undefined {
  const anchors = new Map<string, Node>()
  const sizes = new Map<Node, number>()
  let problem: Problem | undefined
  visit(document, {
    Alias: (_, alias, path) => {
      const target = anchors.get(alias.source)
      if (!target) problem = { reason: `*${alias.source} stands for nothing`, line: lineOf(alias) }
      else if (path.includes(target)) problem = { reason: `*${alias.source} stands for itself`, line: lineOf(alias) }
      else targets.set(alias, target)
      return problem ? visit.BREAK : undefined
    },
    Value: (_, node) => void (node.anchor && anchors.set(node.anchor, node)),
  })
  if (problem) return problem
  const size = document.contents ? sizeOf(document.contents, sizes) : 0
  return size > MAX_NODES ? { reason: 'repeats itself too often through aliases', line: 1 } : undefined
}

/** How many nodes there are when every alias is replaced by what it stands for. */
function sizeOf(node: unknown, sizes: Map<Node, number>): number {
  if (isAlias(node)) return sizeOf(targets.get(node), sizes)
  if (!isMap(node) && !isSeq(node)) return 1
  const known = sizes.get(node)
  if (known !== undefined) return known
  const parts: unknown[] = isMap(node) ? node.items.map(({ value }) => value) : node.items
  const size = parts.reduce((sum: number, part) => sum + sizeOf(part, sizes), 1)
  sizes.set(node, size)
  return size
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
  return isAlias(node) ? targets.get(node) : node
}

/** The tag as written, such as `!reference`. */
export function tagOf(node: unknown): string | undefined {
  const target = follow(node)
  return isSeq(target) || isMap(target) || isScalar(target) ? target.tag : undefined
}
