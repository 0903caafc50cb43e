import type { Evaluator } from './evaluator.ts'
import { literal, possibilities, unknown, type Value } from './value.ts'

/** Variables that name the stage an installation runs in. */
const STAGE_VARIABLES =
  /^(NODE_ENV|APP_ENV|ENVIRONMENT|ENV|STAGE|DEPLOY_ENV|APP_ENVIRONMENT|NODE_ENVIRONMENT|APP_STAGE)$/
const STAGES = /^(production|prod|development|dev|test|testing|local|ci|staging|debug)$/i

export function isStageVariable(name: string): boolean {
  return STAGE_VARIABLES.test(name)
}

/** The outcome of a comparison or a sum, where it can be told in production. */
export function compareValues(evaluator: Evaluator, operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '===':
    case '==':
      return orUnknown(areEqual(evaluator, left, right))
    case '!==':
    case '!=': {
      const equal = areEqual(evaluator, left, right)
      return orUnknown(equal === undefined ? undefined : !equal)
    }
    case '+':
    case '-':
    case '*':
    case '/':
    case '<':
    case '>':
    case '<=':
    case '>=':
    case '**':
    case '%':
      return arithmetic(operator, left, right)
    default:
      return unknown('comparison')
  }
}

function orUnknown(value: boolean | undefined): Value {
  return value === undefined ? unknown('comparison') : literal(value)
}

function areEqual(evaluator: Evaluator, left: Value, right: Value): boolean | undefined {
  if (left.kind === 'environment' || right.kind === 'environment') {
    const [variable, other] = left.kind === 'environment' ? [left, right] : [right, left]
    return variable.kind === 'environment' ? variableEquals(evaluator, variable, other) : undefined
  }
  if (left.kind === 'literal' && right.kind === 'literal') return left.value === right.value
  const results = possibilities(left).map((value) =>
    value.kind === 'literal' && right.kind === 'literal' ? value.value === right.value : undefined,
  )
  return results.every((result) => result === results[0]) ? results[0] : undefined
}

function variableEquals(
  evaluator: Evaluator,
  variable: Extract<Value, { kind: 'environment' }>,
  other: Value,
): boolean | undefined {
  if (other.kind !== 'literal') return undefined
  const given = evaluator.environment.get(variable.name)
  if (given !== undefined) return given === String(other.value)
  if (isStageVariable(variable.name) && typeof other.value === 'string' && STAGES.test(other.value)) {
    return /^prod(uction)?$/i.test(other.value)
  }
  if (variable.fallback?.kind === 'literal') return String(variable.fallback.value) === String(other.value)
  if (other.value === undefined || other.value === null || other.value === '') return undefined
  // A switch such as `FEATURE === 'true'` is off unless somebody turns it on; a choice between values is open.
  return other.value === 'true' || other.value === '1' || other.value === true ? false : undefined
}

function arithmetic(operator: string, left: Value, right: Value): Value {
  if (left.kind !== 'literal' || right.kind !== 'literal') return unknown('arithmetic')
  const [a, b] = [Number(left.value), Number(right.value)]
  switch (operator) {
    case '+':
      return literal(a + b)
    case '-':
      return literal(a - b)
    case '*':
      return literal(a * b)
    case '/':
      return literal(a / b)
    case '**':
      return literal(a ** b)
    case '%':
      return literal(a % b)
    case '<':
      return literal(a < b)
    case '>':
      return literal(a > b)
    case '<=':
      return literal(a <= b)
    default:
      return literal(a >= b)
  }
}
