export interface SyntaxNode {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

export interface Visit {
  node: SyntaxNode
  parent?: SyntaxNode
  /** Property of the parent that holds the node. */
  key: string
}

/** Every node of a tree, parents first. */
export function* nodesOf(root: unknown, parent?: SyntaxNode, key = ''): Generator<Visit> {
  if (Array.isArray(root)) {
    for (const item of root) yield* nodesOf(item, parent, key)
    return
  }
  if (!isSyntaxNode(root)) return
  yield { node: root, key, ...(parent && { parent }) }
  for (const [name, value] of Object.entries(root)) {
    if (typeof value === 'object' && value !== null) yield* nodesOf(value, root, name)
  }
}

export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}

/** The text of a string literal, or of a template without holes. */
export function stringOf(node: unknown): string | undefined {
  if (!isSyntaxNode(node)) return undefined
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  const quasis = node.type === 'TemplateLiteral' ? (node['quasis'] as { value: { cooked: string } }[]) : []
  return quasis.length === 1 ? quasis[0]!.value.cooked : undefined
}
