import type { Expression, ObjectLiteral } from '../../facts/expression.ts'
import { isNode } from '../program/file-index.ts'
import { accessOf, type Path } from './access.ts'
import { CONSTANT, gravest, lazily, type Origin, readAt, unclear } from './origin.ts'
import type { OriginTracer } from './origin-tracer.ts'
import { underTest, type Place } from './place.ts'
import { traceCall } from './trace-call.ts'
import { traceThis } from './trace-this.ts'
import { traceName } from './trace-variable.ts'

export function traceExpression(
  tracer: OriginTracer,
  expression: Expression | undefined,
  path: Path,
  place: Place,
): Origin {
  if (!isNode(expression) || path[0] === 'length') return CONSTANT
  const trace = (part: Expression): Origin => tracer.trace(part, path, place)
  switch (expression.type) {
    case 'identifier':
      return traceName(tracer, expression, path, place)
    case 'this':
      return traceThis(tracer, expression, path, place)
    case 'member':
    case 'index':
      return traceAccess(tracer, expression, path, place)
    case 'call':
      return traceCall(tracer, expression.call, path, place)
    case 'object':
      return traceObject(tracer, expression, path, place)
    case 'array':
      return traceItems(tracer, expression.items, path, place)
    case 'template':
      return gravest(lazily(expression.values, (value) => tracer.trace(value, [], place)))
    case 'spread':
      return trace(expression.value)
    case 'logical':
      return traceLogical(tracer, expression, path, place)
    case 'conditional':
      return traceConditional(tracer, expression, path, place)
    case 'binary':
      return expression.operator === '+' ? gravest(lazily([expression.left, expression.right], trace)) : CONSTANT
    case 'unary':
    case 'regexp':
    case 'function':
    case 'class':
      return CONSTANT
    case 'opaque':
      return unclear('it is made by code that is not looked into')
  }
}

function traceAccess(tracer: OriginTracer, expression: Expression, path: Path, place: Place): Origin {
  const { root, keys } = accessOf(place.file, expression)
  if (keys.includes('length')) return CONSTANT
  const origin = tracer.trace(root, [...keys, ...path], place)
  return isNode(expression) && expression.type === 'member' ? readAt(origin, place.file, expression.at) : origin
}

type Logical = Extract<Expression, { type: 'logical' }>
type Conditional = Extract<Expression, { type: 'conditional' }>

function traceLogical(tracer: OriginTracer, { operator, left, right }: Logical, path: Path, place: Place): Origin {
  if (operator === '&&') return tracer.trace(right, path, underTest(place, left, true))
  return gravest(lazily([left, right], (side) => tracer.trace(side, path, place)))
}

function traceConditional(tracer: OriginTracer, expression: Conditional, path: Path, place: Place): Origin {
  const { test } = expression
  const { evaluator } = tracer
  const truth = evaluator.truth(evaluator.evaluate(place.file, test, place.frame))
  const sides = [
    ...(truth === false ? [] : [{ side: expression.then, holds: true }]),
    ...(truth === true ? [] : [{ side: expression.else, holds: false }]),
  ]
  return gravest(lazily(sides, ({ side, holds }) => tracer.trace(side, path, underTest(place, test, holds))))
}

function traceObject(tracer: OriginTracer, { entries }: ObjectLiteral, path: Path, place: Place): Origin {
  const [key, ...rest] = path
  if (key === undefined || key === null)
    return gravest(lazily(entries, ({ value }) => tracer.trace(value, isSpread(value) ? path : rest, place)))
  const found: Origin[] = []
  for (const entry of entries.toReversed()) {
    if (entry.key === key) {
      found.push(tracer.trace(entry.value, rest, place))
      break
    }
    if (entry.key === null)
      found.push(
        isSpread(entry.value) ? tracer.trace(entry.value, path, place) : unclear('a property whose name is computed'),
      )
  }
  return gravest(found)
}

function isSpread(value: Expression): boolean {
  return isNode(value) && value.type === 'spread'
}

function traceItems(tracer: OriginTracer, items: readonly Expression[], path: Path, place: Place): Origin {
  const [key, ...rest] = path
  const isPosition = key != null && /^\d+$/.test(key) && !items.some(isSpread)
  const chosen = isPosition ? items.slice(Number(key), Number(key) + 1) : items
  return gravest(lazily(chosen, (item) => tracer.trace(item, isSpread(item) ? path : rest, place)))
}
