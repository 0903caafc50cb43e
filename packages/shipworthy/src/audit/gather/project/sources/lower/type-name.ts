import type * as ast from 'oxc-parser'

/** `Pool` for `: Pool`, `pg.Pool` for `: pg.Pool`, `Koa` for `: Promise<Koa>`; nothing for structural types. */
export function typeName(annotation: ast.TSTypeAnnotation | null | undefined): string | undefined {
  return annotation ? nameOf(annotation.typeAnnotation) : undefined
}

function nameOf(type: ast.TSType): string | undefined {
  if (type.type === 'TSUnionType') {
    for (const member of type.types) {
      const name = nameOf(member)
      if (name) return name
    }
    return undefined
  }
  if (type.type !== 'TSTypeReference') return undefined
  const name = qualifiedName(type.typeName)
  const inner = type.typeArguments?.params[0]
  return name === 'Promise' && inner ? nameOf(inner) : name
}

function qualifiedName(name: ast.TSTypeName): string | undefined {
  if (name.type === 'Identifier') return name.name
  if (name.type !== 'TSQualifiedName') return undefined
  const left = qualifiedName(name.left)
  return left && `${left}.${name.right.name}`
}
