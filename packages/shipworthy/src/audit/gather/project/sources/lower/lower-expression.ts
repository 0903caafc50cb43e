import type * as ast from 'oxc-parser'
import type { Expression, Logical } from '../../../../facts/expression.ts'
import { addImport } from './lower-module.ts'
import { isProcessEnv } from './lower-pattern.ts'
import { lowerArray, lowerObject, lowerSum, lowerTemplate } from './lower-literal.ts'
import { addCall, guarded, markUse, opaque, type Lowering } from './lowering.ts'

export function lowerExpression(lowering: Lowering, node: ast.Expression | null): Expression {
  if (!node) return opaque()
  switch (node.type) {
    case 'Literal':
      return lowerLiteral(node)
    case 'Identifier':
      return { type: 'identifier', name: node.name, at: node.start }
    case 'ThisExpression':
      return { type: 'this', at: node.start }
    case 'Super':
      return { type: 'identifier', name: 'super', at: node.start }
    case 'MemberExpression':
      return lowerMember(lowering, node)
    case 'CallExpression':
    case 'NewExpression':
      return lowerCall(lowering, node)
    case 'ImportExpression':
      return lowerDynamicImport(lowering, node)
    case 'ArrowFunctionExpression':
      return { type: 'function', function: lowering.function(node, undefined) }
    case 'FunctionExpression':
      return { type: 'function', function: lowering.function(node, node.id?.name) }
    case 'ClassExpression':
      return { type: 'class', class: lowering.class(node) }
    case 'ObjectExpression':
      return lowerObject(lowering, node)
    case 'ArrayExpression':
      return lowerArray(lowering, node)
    case 'TemplateLiteral':
      return lowerTemplate(lowering, node)
    case 'TaggedTemplateExpression': {
      const tag = lowering.expression(node.tag)
      const template = { ...(lowerTemplate(lowering, node.quasi, true) as object), tag } as Expression
      const nameAt = node.tag.type === 'MemberExpression' ? node.tag.property.start : node.start
      return addCall(lowering, { callee: tag, args: [template], kind: 'tag', at: node.start, end: node.end, nameAt })
    }
    case 'LogicalExpression':
      return lowerLogical(lowering, node)
    case 'ConditionalExpression':
      return lowerConditional(lowering, node)
    case 'BinaryExpression':
      if (node.operator === '+') return lowerSum(lowering, node)
      if (node.left.type === 'PrivateIdentifier') return opaque()
      return {
        type: 'binary',
        operator: node.operator,
        left: lowering.expression(node.left),
        right: lowering.expression(node.right),
      }
    case 'UnaryExpression': {
      const value = lowering.expression(node.argument)
      if (node.operator === 'delete') noteDeletion(lowering, value, node.start)
      if (node.operator === 'void') markUse(lowering.file, value, 'void')
      return node.operator === '-' && typeof value === 'number'
        ? -value
        : { type: 'unary', operator: node.operator, value }
    }
    case 'AwaitExpression': {
      const value = lowering.expression(node.argument)
      markUse(lowering.file, value, 'await')
      return value
    }
    case 'AssignmentExpression':
      return lowerAssignment(lowering, node)
    case 'SequenceExpression': {
      let last = opaque()
      for (const part of node.expressions) last = lowering.expression(part)
      return last
    }
    case 'YieldExpression':
      return lowering.expression(node.argument)
    case 'UpdateExpression':
      return opaque()
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
      return lowering.expression(node.expression)
    case 'MetaProperty':
      return { type: 'identifier', name: `${node.meta.name}.${node.property.name}`, at: node.start }
    default:
      return opaque()
  }
}

function lowerLiteral(node: ast.Expression & { type: 'Literal' }): Expression {
  if ('regex' in node && node.regex) return { type: 'regexp', pattern: node.regex.pattern }
  const { value } = node
  if (typeof value === 'bigint') return Number(value)
  return value as string | number | boolean | null
}

function lowerMember(lowering: Lowering, node: ast.MemberExpression): Expression {
  const object = lowering.expression(node.object)
  if (node.computed) {
    const index = lowering.expression(node.property)
    if (typeof index === 'string' || typeof index === 'number') {
      return noteEnvironmentRead(lowering, object, String(index), node.start)
    }
    return { type: 'index', object, index }
  }
  const name = node.property.type === 'PrivateIdentifier' ? `#${node.property.name}` : node.property.name
  return noteEnvironmentRead(lowering, object, name, node.property.start)
}

function noteEnvironmentRead(lowering: Lowering, object: Expression, property: string, at: number): Expression {
  if (isProcessEnv(object)) {
    lowering.file.environmentReads.push({ name: property, at, function: lowering.place.function })
  }
  return { type: 'member', object, property, at }
}

function lowerCall(lowering: Lowering, node: ast.CallExpression | ast.NewExpression): Expression {
  const callee = lowering.expression(node.callee)
  const args = node.arguments.map((argument): Expression =>
    argument.type === 'SpreadElement'
      ? { type: 'spread', value: lowering.expression(argument.argument) }
      : lowering.expression(argument),
  )
  const isNew = node.type === 'NewExpression'
  const specifier = args[0]
  const place = { at: node.start, end: node.end, nameAt: nameStart(node.callee) }
  if (!isNew && args.length === 1 && typeof specifier === 'string' && isRequire(callee)) {
    const index = addImport(lowering, specifier, 'require', node.start)
    return addCall(lowering, { callee, args, kind: 'require', import: index, ...place })
  }
  return addCall(lowering, { callee, args, kind: isNew ? 'new' : 'call', ...place })
}

function nameStart(callee: ast.Expression): number {
  const node = callee.type === 'ChainExpression' ? callee.expression : callee
  return node.type === 'MemberExpression' ? node.property.start : node.start
}

function isRequire(callee: Expression): boolean {
  return typeof callee === 'object' && callee?.type === 'identifier' && callee.name === 'require'
}

function lowerDynamicImport(lowering: Lowering, node: ast.ImportExpression): Expression {
  const specifier = lowering.expression(node.source)
  const callee = { type: 'identifier', name: 'import', at: node.start } as const
  const place = { at: node.start, end: node.end, nameAt: node.start }
  if (typeof specifier !== 'string') return addCall(lowering, { callee, args: [specifier], kind: 'import', ...place })
  const index = addImport(lowering, specifier, 'dynamic', node.start)
  return addCall(lowering, { callee, args: [specifier], kind: 'import', import: index, ...place })
}

function lowerLogical(lowering: Lowering, node: ast.LogicalExpression): Expression {
  const { operator } = node
  const reads = lowering.file.environmentReads
  const left = lowering.expression(node.left)
  const read = isEnvironmentMember(left) ? reads.at(-1) : undefined
  const right =
    operator === '??'
      ? lowering.expression(node.right)
      : guarded(lowering, { kind: 'logical', test: left, holds: operator === '&&', at: node.left.start }, () =>
          lowering.expression(node.right),
        )
  if (read && operator !== '&&') read.fallback = right
  return { type: 'logical', operator, left, right } satisfies Logical
}

function isEnvironmentMember(expression: Expression): boolean {
  return typeof expression === 'object' && expression?.type === 'member' && isProcessEnv(expression.object)
}

function lowerConditional(lowering: Lowering, node: ast.ConditionalExpression): Expression {
  const test = lowering.expression(node.test)
  const at = node.test.start
  const whenTrue = guarded(lowering, { kind: 'conditional', test, holds: true, at }, () =>
    lowering.expression(node.consequent),
  )
  const whenFalse = guarded(lowering, { kind: 'conditional', test, holds: false, at }, () =>
    lowering.expression(node.alternate),
  )
  // oxlint-disable-next-line unicorn/no-thenable -- plain data, never awaited
  return { type: 'conditional', test, then: whenTrue, else: whenFalse }
}

function lowerAssignment(lowering: Lowering, node: ast.AssignmentExpression): Expression {
  const { file, place } = lowering
  const target = isSimpleTarget(node.left) ? lowering.expression(node.left) : opaque()
  const value = lowering.expression(node.right)
  file.assignments.push({
    target,
    operator: node.operator,
    value,
    at: node.start,
    function: place.function,
    guard: place.guard,
  })
  return value
}

/** `delete object.property` is an assignment of nothing. */
function noteDeletion(lowering: Lowering, target: Expression, at: number): void {
  const { file, place } = lowering
  file.assignments.push({
    target,
    operator: 'delete',
    value: opaque(),
    at,
    function: place.function,
    guard: place.guard,
  })
}

function isSimpleTarget(target: ast.AssignmentTarget): target is ast.SimpleAssignmentTarget & ast.Expression {
  return target.type !== 'ObjectPattern' && target.type !== 'ArrayPattern'
}
