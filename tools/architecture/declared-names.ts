import type { Program } from 'oxc-parser'
import { isSyntaxNode, nodesOf, type SyntaxNode } from './syntax-tree.ts'

/** Names of variables, functions, parameters and imports of a file, whatever their scope. */
export function declaredNames(program: Program): Set<string> {
  return new Set([...nodesOf(program)].flatMap(({ node }) => patternsOf(node).flatMap(namesIn)))
}

function patternsOf(node: SyntaxNode): unknown[] {
  if (node.type === 'VariableDeclarator') return [node['id']]
  if (/^Import(Default|Namespace)?Specifier$/.test(node.type)) return [node['local']]
  if (node.type === 'CatchClause') return [node['param']]
  const isFunction = /^(ArrowFunctionExpression|FunctionDeclaration|FunctionExpression|ClassDeclaration)$/.test(
    node.type,
  )
  return isFunction ? [node['id'], ...((node['params'] as unknown[] | undefined) ?? [])] : []
}

function namesIn(pattern: unknown): string[] {
  if (!isSyntaxNode(pattern)) return []
  switch (pattern.type) {
    case 'Identifier':
      return [pattern['name'] as string]
    case 'ObjectPattern':
      return (pattern['properties'] as SyntaxNode[]).flatMap((property) => namesIn(property['value'] ?? property))
    case 'ArrayPattern':
      return (pattern['elements'] as unknown[]).flatMap(namesIn)
    case 'AssignmentPattern':
      return namesIn(pattern['left'])
    case 'RestElement':
      return namesIn(pattern['argument'])
    default:
      return []
  }
}
