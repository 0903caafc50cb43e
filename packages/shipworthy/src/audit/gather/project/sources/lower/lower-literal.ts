import type * as ast from 'oxc-parser'
import type { Expression, ObjectEntry, Template } from '../../../../facts/expression.ts'
import type { Lowering } from './lowering.ts'

/** Longer tables are data (locales, word lists), not settings. */
const MAX_ENTRIES = 400
/** Longer strings are data; nothing is decided by their end. */
const MAX_TEXT = 2_000

export function lowerObject(lowering: Lowering, node: ast.ObjectExpression): Expression {
  const entries: ObjectEntry[] = []
  for (const property of node.properties.slice(0, MAX_ENTRIES)) {
    if (property.type === 'SpreadElement') {
      const value = { type: 'spread', value: lowering.expression(property.argument) } as const
      entries.push({ key: null, value, at: property.start })
      continue
    }
    const key = propertyName(lowering, property)
    const value = isFunction(property.value)
      ? ({ type: 'function', function: lowering.function(property.value, key ?? undefined) } as const)
      : lowering.expression(property.value)
    entries.push({ key, value: property.kind === 'init' ? value : { type: 'opaque' }, at: property.start })
  }
  return { type: 'object', entries, at: node.start }
}

function isFunction(node: ast.Expression): node is ast.Function | ast.ArrowFunctionExpression {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
}

function propertyName(lowering: Lowering, property: ast.ObjectProperty): string | null {
  const { key } = property
  if (!property.computed && key.type === 'Identifier') return key.name
  if (key.type === 'PrivateIdentifier') return null
  const value = lowering.expression(key as ast.Expression)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

export function lowerArray(lowering: Lowering, node: ast.ArrayExpression): Expression {
  const items = node.elements.slice(0, MAX_ENTRIES).map((element): Expression => {
    if (!element) return { type: 'opaque' }
    if (element.type === 'SpreadElement') return { type: 'spread', value: lowering.expression(element.argument) }
    return lowering.expression(element)
  })
  return { type: 'array', items, at: node.start }
}

/** A template without values is the string it spells, unless it is tagged. */
export function lowerTemplate(lowering: Lowering, node: ast.TemplateLiteral, tagged = false): Expression {
  const texts = node.quasis.map((quasi) => (quasi.value.cooked ?? quasi.value.raw).slice(0, MAX_TEXT))
  if (node.expressions.length === 0 && !tagged) return texts[0] ?? ''
  return { type: 'template', texts, values: node.expressions.map((e) => lowering.expression(e)), at: node.start }
}

/** `'a' + b + 'c'` reads like `${…}`; a sum without a string stays a sum. */
export function lowerSum(lowering: Lowering, node: ast.BinaryExpression): Expression {
  const left = lowering.expression(node.left as ast.Expression)
  const right = lowering.expression(node.right)
  if (typeof left === 'string' && typeof right === 'string') return (left + right).slice(0, MAX_TEXT)
  if (!isText(left) && !isText(right)) return { type: 'binary', operator: '+', left, right }
  const result: Template = { type: 'template', texts: [''], values: [], at: node.start }
  append(result, left)
  append(result, right)
  return result
}

function isText(expression: Expression): boolean {
  return (
    typeof expression === 'string' ||
    (typeof expression === 'object' && expression?.type === 'template' && !expression.tag)
  )
}

function append(target: Template, part: Expression): void {
  const last = target.texts.length - 1
  if (typeof part === 'string') target.texts[last] += part
  else if (typeof part === 'object' && part?.type === 'template' && !part.tag) {
    target.texts[last] += part.texts[0] ?? ''
    target.values.push(...part.values)
    target.texts.push(...part.texts.slice(1))
  } else {
    target.values.push(part)
    target.texts.push('')
  }
}
