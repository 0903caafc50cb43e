import type * as ast from 'oxc-parser'
import type { Expression } from '../../../../facts/expression.ts'
import type { Binding } from '../../../../facts/source.ts'
import { typeName } from './type-name.ts'
import { bind, type Lowering } from './lowering.ts'

/** The path of `...args`; a rest element inside a pattern is `null`. */
export const REST_PARAMETER = '...'

type Source = Pick<Binding, 'kind' | 'init' | 'parameter' | 'decorators'> & { range?: [number, number] }

/** Declares every name of a destructuring pattern, each with the path that leads to it. */
export function lowerPattern(
  lowering: Lowering,
  pattern: ast.BindingPattern | ast.BindingRestElement | ast.FormalParameterRest | null,
  source: Source,
  path: (string | null)[] = [],
  fallback?: Expression,
): void {
  if (!pattern) return
  switch (pattern.type) {
    case 'Identifier': {
      const annotation = typeName(pattern.typeAnnotation)
      bind(lowering, {
        ...source,
        name: pattern.name,
        at: pattern.start,
        ...(path.length > 0 && { path }),
        ...(fallback !== undefined && { fallback }),
        ...(annotation && { annotation }),
      })
      if (fallback !== undefined || path.length > 0)
        noteEnvironmentRead(lowering, source.init, path, fallback, pattern.start)
      return
    }
    case 'AssignmentPattern':
      return lowerPattern(lowering, pattern.left, source, path, lowering.expression(pattern.right))
    case 'RestElement':
      return lowerPattern(lowering, pattern.argument, source, path[0] === REST_PARAMETER ? path : [...path, null])
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') lowerPattern(lowering, property, source, path)
        else lowerPattern(lowering, property.value, source, [...path, keyOf(property.key, property.computed)])
      }
      return
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries()) {
        lowerPattern(lowering, element, source, [...path, String(index)])
      }
  }
}

function keyOf(key: ast.PropertyKey, computed: boolean): string | null {
  if (key.type === 'Identifier' && !computed) return key.name
  if (key.type === 'Literal' && typeof key.value === 'string') return key.value
  return null
}

function noteEnvironmentRead(
  lowering: Lowering,
  init: Expression | undefined,
  path: (string | null)[],
  fallback: Expression | undefined,
  at: number,
): void {
  const name = path[0]
  if (path.length !== 1 || !name || !isProcessEnv(init)) return
  lowering.file.environmentReads.push({
    name,
    at,
    function: lowering.place.function,
    ...(fallback !== undefined && { fallback }),
  })
}

export function isProcessEnv(expression: Expression | undefined): boolean {
  if (typeof expression !== 'object' || expression?.type !== 'member' || expression.property !== 'env') return false
  const { object } = expression
  return typeof object === 'object' && object?.type === 'identifier' && object.name === 'process'
}
