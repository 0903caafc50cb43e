import type * as ast from 'oxc-parser'
import type { Import } from '../../../../facts/source.ts'
import { bind, type Lowering } from './lowering.ts'

export function addImport(lowering: Lowering, specifier: string, kind: Import['kind'], at: number): number {
  return lowering.file.imports.push({ specifier, kind, at }) - 1
}

export function lowerImport(lowering: Lowering, node: ast.ImportDeclaration): void {
  const { file } = lowering
  const onlyTypes =
    node.importKind === 'type' ||
    (node.specifiers.length > 0 &&
      node.specifiers.every((s) => s.type === 'ImportSpecifier' && s.importKind === 'type'))
  const index = addImport(lowering, node.source.value, onlyTypes ? 'type' : 'import', node.start)
  for (const specifier of node.specifiers) {
    bind(lowering, {
      name: specifier.local.name,
      kind: 'import',
      at: specifier.local.start,
      import: index,
      imported: importedName(specifier),
      range: [0, file.text.length],
    })
  }
}

function importedName(specifier: ast.ImportDeclarationSpecifier): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default'
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  return exportName(specifier.imported)
}

/** `import pg = require('pg')` */
export function lowerImportEquals(lowering: Lowering, node: ast.TSImportEqualsDeclaration): void {
  if (node.moduleReference.type !== 'TSExternalModuleReference') return
  const index = addImport(lowering, node.moduleReference.expression.value, 'import', node.start)
  const { name, start } = node.id
  bind(lowering, { name, kind: 'import', at: start, import: index, imported: 'default' })
}

export function lowerNamedExport(lowering: Lowering, node: ast.ExportNamedDeclaration): void {
  const { file } = lowering
  if (node.source) {
    const kind = node.exportKind === 'type' ? 'type' : 're-export'
    const from = addImport(lowering, node.source.value, kind, node.start)
    for (const { exported, local } of node.specifiers) {
      file.exports.push({ name: exportName(exported), from, imported: exportName(local) })
    }
    return
  }
  if (node.declaration) {
    lowering.statements([node.declaration])
    for (const { name, start } of declaredNames(node.declaration)) {
      file.exports.push({ name, value: { type: 'identifier', name, at: start } })
    }
  }
  for (const { exported, local } of node.specifiers) {
    const value = { type: 'identifier', name: exportName(local), at: local.start } as const
    file.exports.push({ name: exportName(exported), value })
  }
}

export function lowerExportAll(lowering: Lowering, node: ast.ExportAllDeclaration): void {
  const kind = node.exportKind === 'type' ? 'type' : 're-export'
  const from = addImport(lowering, node.source.value, kind, node.start)
  const name = node.exported ? exportName(node.exported) : '*'
  lowering.file.exports.push({ name, from, imported: '*' })
}

export function lowerDefaultExport(lowering: Lowering, node: ast.ExportDefaultDeclaration): void {
  const { declaration } = node
  if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
    lowering.statements([declaration])
    if (declaration.id) {
      const { name, start } = declaration.id
      lowering.file.exports.push({ name: 'default', value: { type: 'identifier', name, at: start } })
    } else if (declaration.type === 'ClassDeclaration') {
      lowering.file.exports.push({ name: 'default', value: { type: 'class', class: lowering.class(declaration) } })
    } else {
      const index = lowering.function(declaration as ast.Function, 'default')
      lowering.file.exports.push({ name: 'default', value: { type: 'function', function: index } })
    }
    return
  }
  if (declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSDeclareFunction') return
  lowering.file.exports.push({ name: 'default', value: lowering.expression(declaration as ast.Expression) })
}

function exportName(name: ast.ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name
}

function declaredNames(declaration: ast.Declaration): { name: string; start: number }[] {
  switch (declaration.type) {
    case 'VariableDeclaration':
      return declaration.declarations.flatMap((declarator) => patternNames(declarator.id))
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
      return declaration.id?.type === 'Identifier' ? [declaration.id] : []
    default:
      return []
  }
}

function patternNames(pattern: ast.BindingPattern | ast.BindingRestElement | null): { name: string; start: number }[] {
  if (!pattern) return []
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'AssignmentPattern':
      return patternNames(pattern.left)
    case 'RestElement':
      return patternNames(pattern.argument)
    case 'ArrayPattern':
      return pattern.elements.flatMap(patternNames)
    case 'ObjectPattern':
      return pattern.properties.flatMap((p) => patternNames(p.type === 'RestElement' ? p : p.value))
  }
}
