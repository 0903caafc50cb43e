import { posix } from 'node:path'
import { parseSync, type EcmaScriptModule, type Program } from 'oxc-parser'
import type { ImportEdge, SourceModule } from './source-module.ts'
import { isSyntaxNode, nodesOf, stringOf, type SyntaxNode } from './syntax-tree.ts'

type Edge = Omit<ImportEdge, 'line' | 'resolved'> & { at: number }

/** Reads what a file imports, in every form the language has, and what it exports. */
export function readModule(path: string, text: string): SourceModule {
  const { program, module, errors } = parseSync(path, text)
  if (errors.length > 0 && program.body.length === 0) throw new Error(`${path}: ${errors[0]!.message}`)
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length
  const edges = [...staticEdges(module), ...embeddedEdges(program)]
  return {
    path,
    text,
    program,
    lineAt,
    imports: edges.map(({ at, ...edge }) => ({
      ...edge,
      line: lineAt(at),
      ...(edge.specifier.startsWith('.') && { resolved: posix.join(posix.dirname(path), edge.specifier) }),
    })),
    exports: exportsOf(module),
  }
}

function staticEdges({ staticImports, staticExports }: EcmaScriptModule): Edge[] {
  const imports = staticImports.map(({ start, moduleRequest, entries }): Edge => {
    const typeOnly = entries.length > 0 && entries.every(({ isType }) => isType)
    return { specifier: moduleRequest.value, at: start, form: 'import', typeOnly }
  })
  const exports = staticExports.flatMap(({ start, entries }) =>
    entries.flatMap(({ moduleRequest, isType }): Edge[] =>
      moduleRequest ? [{ specifier: moduleRequest.value, at: start, form: 're-export', typeOnly: isType }] : [],
    ),
  )
  return [...imports, ...exports]
}

/** `import('x')`, `require('x')`, `import x = require('x')` and the type `import('x').T`. */
function embeddedEdges(program: Program): Edge[] {
  const edges: Edge[] = []
  for (const { node } of nodesOf(program)) {
    const found = embedded(node)
    if (found) edges.push({ specifier: stringOf(found.source) ?? COMPUTED, at: node.start, ...found.how })
  }
  return edges
}

/** Specifier of an import whose target is only known at run time. */
export const COMPUTED = '<computed>'

function embedded(node: SyntaxNode): { source: unknown; how: Pick<Edge, 'form' | 'typeOnly'> } | undefined {
  switch (node.type) {
    case 'ImportExpression':
      return { source: node['source'], how: { form: 'dynamic', typeOnly: false } }
    case 'TSImportType':
      return { source: node['source'] ?? node['argument'], how: { form: 'type', typeOnly: true } }
    case 'TSExternalModuleReference':
      return { source: node['expression'], how: { form: 'require', typeOnly: false } }
    case 'CallExpression': {
      const { callee } = node
      const isRequire = isSyntaxNode(callee) && callee.type === 'Identifier' && callee['name'] === 'require'
      return isRequire
        ? { source: (node['arguments'] as unknown[])[0], how: { form: 'require', typeOnly: false } }
        : undefined
    }
    default:
      return undefined
  }
}

function exportsOf({ staticExports }: EcmaScriptModule): string[] {
  return staticExports.flatMap(({ entries }) =>
    entries.map(({ exportName }) => exportName.name ?? (exportName.kind === 'Default' ? 'default' : '*')),
  )
}
