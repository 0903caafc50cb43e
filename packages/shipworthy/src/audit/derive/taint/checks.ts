import type { Expression } from '../../facts/expression.ts'
import type { Binding } from '../../facts/source.ts'
import type { Evaluator } from '../program/evaluator.ts'
import { isNode } from '../program/file-index.ts'
import { guardChain } from '../program/guards.ts'
import { accessOf, overlaps, type Path } from './access.ts'
import type { Place } from './place.ts'

/** What the conditions around a place say of a variable: it is one of a few values, or something that was not followed. */
export type Checked = 'listed' | 'unclear' | undefined

export interface Target {
  binding: Binding
  path: Path
}

/** Looks through the conditions that hold at a place, up to the function that declares the variable. */
export function checkedAt(evaluator: Evaluator, place: Place, target: Target): Checked {
  const { file } = place
  let found: Checked
  const judge = (test: Expression | undefined, holds: boolean): void => {
    if (found === 'listed' || test === undefined) return
    found = judgeTest({ evaluator, place, target }, test, holds) ?? found
  }
  for (const { test, holds } of place.tests) judge(test, holds)
  let guard = place.guard
  for (let owner = place.function; ;) {
    for (const { test, holds } of guardChain(file, guard)) judge(test, holds)
    if (owner <= 0 || owner === target.binding.function) break
    guard = file.functions[owner]!.guard
    owner = file.functions[owner]!.parent
  }
  return found ?? statementCheck({ evaluator, place, target })
}

interface Question {
  evaluator: Evaluator
  place: Place
  target: Target
}

function judgeTest(question: Question, test: Expression, holds: boolean): Checked {
  if (!isNode(test)) return undefined
  switch (test.type) {
    case 'unary':
      return test.operator === '!' ? judgeTest(question, test.value, !holds) : undefined
    case 'logical':
      return judgeLogical(question, test.operator, [test.left, test.right], holds)
    case 'binary':
      return judgeComparison(question, test.operator, [test.left, test.right], holds)
    case 'call':
      return judgeCall(question, test.call, holds)
    case 'index':
      return holds && isTarget(question, test.index) ? 'listed' : undefined
    case 'identifier':
      return judgeFlag(question, test, holds)
    default:
      return undefined
  }
}

/** `const isKnown = LIST.includes(x)` tested later. */
function judgeFlag(question: Question, test: Extract<Expression, { type: 'identifier' }>, holds: boolean): Checked {
  const { evaluator, place } = question
  const binding = evaluator.index(place.file).binding(test.name, test.at)
  if (!binding || binding === question.target.binding || binding.kind !== 'const' || binding.path) return undefined
  return isNode(binding.init) && (binding.init.type === 'call' || binding.init.type === 'logical')
    ? judgeTest(question, binding.init, holds)
    : undefined
}

function judgeLogical(question: Question, operator: string, sides: Expression[], holds: boolean): Checked {
  const results = sides.map((side) => judgeTest(question, side, holds))
  const isBoth = (operator === '&&') === holds
  if (isBoth) return results.includes('listed') ? 'listed' : results.find((result) => result !== undefined)
  // Only one side is sure to be so.
  if (results.every((result) => result === 'listed')) return 'listed'
  return results.some((result) => result !== undefined) ? 'unclear' : undefined
}

function judgeComparison(question: Question, operator: string, sides: Expression[], holds: boolean): Checked {
  const target = sides.findIndex((side) => isTarget(question, side))
  const other = sides[1 - target]
  if (operator === 'in') return target === 0 ? (holds ? 'listed' : 'unclear') : undefined
  const isEqual = /^===?$/.test(operator) ? holds : /^!==?$/.test(operator) ? !holds : undefined
  if (target !== -1) return isEqual === true && isText(other) ? 'listed' : undefined
  const typed = sides.find((side) => isNode(side) && side.type === 'unary' && side.operator === 'typeof')
  if (isNode(typed) && typed.type === 'unary' && isTarget(question, typed.value))
    return isEqual === true && sides.some((side) => /^(number|boolean|bigint)$/.test(String(side)))
      ? 'listed'
      : undefined
  return sides.some((side) => mentions(question, side)) ? 'unclear' : undefined
}

function isText(expression: Expression | undefined): boolean {
  return (typeof expression === 'string' || isNode(expression)) && expression !== 'undefined'
}

const VALIDATES = /valid|schema|sanit|allow|safe|assert/i
const MEMBERSHIP = /^(includes|has|hasOwnProperty|hasOwn|contains|isIn)$/
const NARROW =
  /^(isInt|isInteger|isSafeInteger|isNumeric|isFloat|isDecimal|isUUID|isAlphanumeric|isAlpha|isMongoId|isBoolean|isFinite|isHexadecimal)$/

function judgeCall(question: Question, call: number, holds: boolean): Checked {
  const { callee, args } = question.place.file.calls[call]!
  const object = isNode(callee) && callee.type === 'member' ? callee.object : undefined
  const method = calledName(callee)
  if (object !== undefined && isTarget(question, object))
    return method === 'match' ? judgePattern(question, args[0], holds) : undefined
  if (args.some((argument) => isTarget(question, argument, true))) return judgeArgument(question, method, object, holds)
  // A function that is given the whole request may look at anything of it; most look at who it is from.
  const isGiven = args.some((argument) => isTarget(question, argument))
  if (isGiven) return VALIDATES.test(method) ? 'unclear' : undefined
  return args.some((argument) => mentions(question, argument)) ? 'unclear' : undefined
}

function judgeArgument(question: Question, method: string, object: Expression | undefined, holds: boolean): Checked {
  if (MEMBERSHIP.test(method)) return holds ? 'listed' : 'unclear'
  if (NARROW.test(method)) return holds ? 'listed' : undefined
  if (method === 'isNaN') return holds ? undefined : 'listed'
  if (method === 'isArray' || method === 'isString') return undefined
  return method === 'test' ? judgePattern(question, object, holds) : 'unclear'
}

function calledName(callee: Expression): string {
  if (!isNode(callee)) return ''
  return callee.type === 'member' ? callee.property : callee.type === 'identifier' ? callee.name : ''
}

/** A pattern for the whole text, made of letters, digits and the like. */
function isNarrowPattern(pattern: string): boolean {
  return /^\^.*\$$/.test(pattern) && !/[.'"`;|]|\\[SDWs]|\[\^/.test(pattern.replace(/\\\./g, ''))
}

/** A pattern that has room for any text says nothing of it. */
function judgePattern({ evaluator, place }: Question, expression: Expression | undefined, holds: boolean): Checked {
  const value = evaluator.evaluate(place.file, expression, place.frame)
  if (value.kind !== 'pattern' || !holds) return 'unclear'
  if (isNarrowPattern(value.pattern)) return 'listed'
  return takesAnything(value.pattern) ? undefined : 'unclear'
}

/** `.*` and `\S+` stand in it, and nothing is forbidden. */
export function takesAnything(pattern: string): boolean {
  return /(?<!\\)\.[*+]|\\S[*+]/.test(pattern) && !/\(\?<?!|\[\^/.test(pattern)
}

/** `assertColumn(sort)` before it: what it refuses is not followed. */
function statementCheck({ evaluator, place, target }: Question): Checked {
  const question = { evaluator, place, target }
  const { file } = place
  const found = evaluator
    .index(file)
    .callsIn(place.function)
    .some((at) => {
      const { callee, args, use } = file.calls[at]!
      if (use !== 'statement' && use !== 'await') return false
      const name = calledName(callee)
      if (VALIDATES.test(name)) return args.some((argument) => mentions(question, argument))
      return (
        /^(check|ensure|verify|guard|invariant|ok$|must)/i.test(name) &&
        args.some((argument) => isTarget(question, argument, true))
      )
    })
  return found ? 'unclear' : undefined
}

/** `sort`, `req.query.sort`, `sort.toLowerCase()`, `String(sort)`. */
function isTarget({ evaluator, place, target }: Question, expression: Expression, isWhole = false): boolean {
  const { file } = place
  const { root, keys } = accessOf(file, bare(place, expression))
  if (!isNode(root) || root.type !== 'identifier' || keys.length > target.path.length) return false
  if (isWhole && keys.length < target.path.length) return false
  return overlaps(keys, target.path) && evaluator.index(file).binding(root.name, root.at) === target.binding
}

/** The text without what changes only its letters. */
function bare({ file }: Place, expression: Expression): Expression {
  let current = expression
  while (isNode(current) && current.type === 'call') {
    const { callee, args } = file.calls[current.call]!
    if (isNode(callee) && callee.type === 'member' && /^(trim|toLowerCase|toUpperCase|toString)$/.test(callee.property))
      current = callee.object
    else if (isNode(callee) && callee.type === 'identifier' && callee.name === 'String' && args[0] !== undefined)
      current = args[0]
    else break
  }
  return current
}

function mentions(question: Question, expression: Expression, nesting = 0): boolean {
  if (!isNode(expression) || nesting > 4) return false
  if (isTarget(question, expression)) return true
  const inner = (parts: readonly Expression[]): boolean => parts.some((part) => mentions(question, part, nesting + 1))
  switch (expression.type) {
    case 'member': {
      // Its length, or another part of the request.
      const { root } = accessOf(question.place.file, expression)
      return isNode(root) && root.type !== 'identifier' && mentions(question, root, nesting + 1)
    }
    case 'object':
      return inner(expression.entries.map(({ value }) => value))
    case 'array':
      return inner(expression.items)
    case 'binary':
      return inner([expression.left, expression.right])
    case 'spread':
    case 'unary':
      return expression.type === 'unary' && expression.operator === 'typeof' ? false : inner([expression.value])
    case 'call':
      return inner(question.place.file.calls[expression.call]!.args)
    default:
      return false
  }
}
