import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { ConfigFault, ConfigNode } from './config-document.ts'

/** Parses YAML. Anchors are refused: a configuration needs none, and a few lines of them grow without bounds. */
export function parseYamlConfig(text: string): { root: ConfigNode | undefined; fault: ConfigFault | undefined } {
  const document = parseDocument(text, { prettyErrors: false })
  const [error] = [...document.errors, ...document.warnings]
  if (error) return { root: undefined, fault: { at: error.pos[0], problem: firstLine(error.message) } }
  try {
    const root = document.contents === null ? { at: 0, kind: 'map' as const, entries: [] } : toNode(document.contents)
    return { root, fault: undefined }
  } catch (thrown) {
    if (thrown instanceof Refused) return { root: undefined, fault: thrown.fault }
    throw thrown
  }
}

class Refused extends Error {
  readonly fault: ConfigFault
  constructor(fault: ConfigFault) {
    super(fault.problem)
    this.fault = fault
  }
}

function toNode(node: unknown, fallback = 0): ConfigNode {
  const at = offsetIn(node, fallback)
  if (isAlias(node)) throw new Refused({ at, problem: 'anchors and aliases are not supported' })
  if (isSeq(node)) return { at, kind: 'list', items: node.items.map((item) => toNode(item, at)) }
  if (!isMap(node)) return { at, kind: 'scalar', value: isScalar(node) ? node.value : null }
  const entries = node.items.map(({ key, value }) => {
    const keyAt = offsetIn(key, at)
    if (!isScalar(key)) throw new Refused({ at: keyAt, problem: 'a key must be a plain text' })
    return { key: String(key.value), keyAt, node: toNode(value, keyAt) }
  })
  return { at, kind: 'map', entries }
}

function offsetIn(node: unknown, fallback: number): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  return Array.isArray(range) ? Number(range[0]) : fallback
}

function firstLine(text: string): string {
  return text.split('\n')[0]!
}
