import type * as ast from 'oxc-parser'
import type { Expression } from '../../../../facts/expression.ts'
import type { FunctionFact } from '../../../../facts/source.ts'
import { lowerPattern, REST_PARAMETER } from './lower-pattern.ts'
import { bind, enclosingFunction, markUse, type Lowering, type Place } from './lowering.ts'

export function lowerFunction(
  lowering: Lowering,
  node: ast.Function | ast.ArrowFunctionExpression,
  name: string | undefined,
  classIndex?: number,
): number {
  const { file } = lowering
  const arrow = node.type === 'ArrowFunctionExpression'
  const index = addFunction(lowering, node, {
    ...(name !== undefined && { name }),
    ...(classIndex !== undefined && { class: classIndex }),
    parameters: node.params.length,
    async: node.async,
    generator: !arrow && node.generator,
    arrow,
    loop: false,
  })
  const decorators = node.params.map((parameter) => parameterDecorators(lowering, parameter))
  inside(lowering, functionPlace(index, node), () => {
    if (!arrow && node.id && node.type === 'FunctionExpression') {
      bind(lowering, {
        name: node.id.name,
        kind: 'function',
        at: node.id.start,
        init: { type: 'function', function: index },
      })
    }
    for (const [position, parameter] of node.params.entries()) {
      const pattern = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter
      const path = pattern.type === 'RestElement' ? [REST_PARAMETER] : []
      const own = decorators[position]
      lowerPattern(lowering, pattern, { kind: 'parameter', parameter: position, ...(own && { decorators: own }) }, path)
    }
    if (!node.body) return
    if (node.body.type === 'BlockStatement') lowering.statements(node.body.body)
    else {
      const value = lowering.expression(node.body)
      markUse(file, value, 'return')
      file.functions[index]!.returns.push({ value, at: node.body.start, guard: -1 })
    }
  })
  return index
}

/** `@Query('name') name`; those of a constructor's properties belong to the fields they declare. */
function parameterDecorators(lowering: Lowering, parameter: ast.ParamPattern): Expression[] | undefined {
  if (parameter.type === 'TSParameterProperty' || !parameter.decorators?.length) return undefined
  return parameter.decorators.map((decorator) => lowering.expression(decorator.expression))
}

/** `for (const x of xs) body` becomes `xs.forEach((x) => body)`: one meaning for both ways to write a loop. */
export function lowerLoopBody(lowering: Lowering, node: ast.ForOfStatement): number {
  const { file, place } = lowering
  const owner = file.functions[enclosingFunction(file, place.function)]!
  const index = addFunction(lowering, node.body, {
    ...(owner.class !== undefined && { class: owner.class }),
    parameters: 1,
    async: owner.async,
    generator: false,
    arrow: true,
    loop: true,
  })
  inside(lowering, functionPlace(index, node), () => {
    if (node.left.type === 'VariableDeclaration') {
      const pattern = node.left.declarations[0]?.id ?? null
      lowerPattern(lowering, pattern, { kind: 'parameter', parameter: 0 })
    }
    lowering.statements([node.body])
  })
  return index
}

function addFunction(
  lowering: Lowering,
  node: { start: number; end: number },
  fact: Omit<FunctionFact, 'parent' | 'at' | 'end' | 'guard' | 'returns' | 'throws' | 'catches' | 'finallies'>,
): number {
  const { file, place } = lowering
  return (
    file.functions.push({
      ...fact,
      parent: place.function,
      at: node.start,
      end: node.end,
      guard: place.guard,
      returns: [],
      throws: [],
      catches: [],
      finallies: [],
    }) - 1
  )
}

function functionPlace(index: number, node: { start: number; end: number }): Place {
  const { start, end } = node
  return { function: index, functionFrom: start, functionTo: end, blockFrom: start, blockTo: end, guard: -1 }
}

function inside(lowering: Lowering, place: Place, body: () => void): void {
  const before = lowering.place
  lowering.place = place
  try {
    body()
  } finally {
    lowering.place = before
  }
}
