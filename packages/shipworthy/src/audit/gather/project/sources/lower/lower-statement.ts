import type * as ast from 'oxc-parser'
import { lowerLoopBody } from './lower-function.ts'
import { lowerDefaultExport, lowerExportAll, lowerImport, lowerImportEquals, lowerNamedExport } from './lower-module.ts'
import { lowerPattern } from './lower-pattern.ts'
import { addCall, addGuard, bind, enclosingFunction, guarded, markUse, type Lowering } from './lowering.ts'

export function lowerStatements(lowering: Lowering, nodes: readonly (ast.Statement | ast.Directive)[]): void {
  const before = lowering.place.guard
  hoist(lowering, nodes)
  for (const node of nodes) lowerStatement(lowering, node)
  lowering.place.guard = before
}

/** Function declarations are known before the statements above them run. */
function hoist(lowering: Lowering, nodes: readonly (ast.Statement | ast.Directive)[]): void {
  for (const node of nodes) {
    if (node.type !== 'ImportDeclaration') continue
    lowerImport(lowering, node)
  }
}

function lowerStatement(lowering: Lowering, node: ast.Statement | ast.Directive): void {
  switch (node.type) {
    case 'ExpressionStatement': {
      if (node.directive) lowering.file.directives.push(node.directive)
      const value = lowering.expression(node.expression)
      return markUse(lowering.file, value, 'statement')
    }
    case 'VariableDeclaration':
      return lowerVariables(lowering, node)
    case 'FunctionDeclaration':
      return lowerFunctionDeclaration(lowering, node)
    case 'ClassDeclaration':
      return lowerClassDeclaration(lowering, node)
    case 'ReturnStatement':
      return lowerReturn(lowering, node)
    case 'ThrowStatement': {
      const { file, place } = lowering
      const value = lowering.expression(node.argument)
      file.functions[enclosingFunction(file, place.function)]!.throws.push({
        value,
        at: node.start,
        guard: place.guard,
      })
      return
    }
    case 'IfStatement':
      return lowerIf(lowering, node)
    case 'BlockStatement':
      return inBlock(lowering, node, () => lowering.statements(node.body))
    case 'TryStatement':
      return lowerTry(lowering, node)
    case 'SwitchStatement':
      return lowerSwitch(lowering, node)
    case 'ForOfStatement':
      return lowerForOf(lowering, node)
    case 'ForStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return inBlock(lowering, node, () => lowerLoop(lowering, node))
    case 'LabeledStatement':
      return lowering.statements([node.body])
    case 'ExportNamedDeclaration':
      return lowerNamedExport(lowering, node)
    case 'ExportDefaultDeclaration':
      return lowerDefaultExport(lowering, node)
    case 'ExportAllDeclaration':
      return lowerExportAll(lowering, node)
    case 'TSExportAssignment':
      lowering.file.exports.push({ name: 'default', value: lowering.expression(node.expression) })
      return
    case 'TSImportEqualsDeclaration':
      return lowerImportEquals(lowering, node)
    case 'TSEnumDeclaration':
      return lowerEnum(lowering, node)
    case 'TSModuleDeclaration':
      if (node.body && !node.declare) lowering.statements(node.body.body)
  }
}

function lowerVariables(lowering: Lowering, node: ast.VariableDeclaration): void {
  if (node.declare) return
  const kind = node.kind === 'var' || node.kind === 'let' ? node.kind : 'const'
  for (const declarator of node.declarations) {
    const init = declarator.init ? namedValue(lowering, declarator) : undefined
    lowerPattern(lowering, declarator.id, { kind, ...(init !== undefined && { init }) })
  }
}

/** `const start = () => …` gives the function its name. */
function namedValue(lowering: Lowering, declarator: ast.VariableDeclarator) {
  const { id, init } = declarator
  if (id.type === 'Identifier' && (init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression')) {
    return { type: 'function', function: lowering.function(init, id.name) } as const
  }
  return lowering.expression(init)
}

function lowerFunctionDeclaration(lowering: Lowering, node: ast.Function): void {
  if (!node.id || node.declare) return
  const { name, start } = node.id
  const index = lowering.function(node, name)
  bind(lowering, { name, kind: 'function', at: start, init: { type: 'function', function: index } })
}

function lowerClassDeclaration(lowering: Lowering, node: ast.Class): void {
  if (!node.id || node.declare) return
  const { name, start } = node.id
  bind(lowering, { name, kind: 'class', at: start, init: { type: 'class', class: lowering.class(node) } })
}

function lowerReturn(lowering: Lowering, node: ast.ReturnStatement): void {
  const { file, place } = lowering
  const owner = file.functions[enclosingFunction(file, place.function)]!
  if (!node.argument) {
    owner.returns.push({ at: node.start, guard: place.guard })
    return
  }
  const value = lowering.expression(node.argument)
  markUse(file, value, 'return')
  owner.returns.push({ value, at: node.start, guard: place.guard })
}

function lowerIf(lowering: Lowering, node: ast.IfStatement): void {
  const test = lowering.expression(node.test)
  const at = node.test.start
  guarded(lowering, { kind: 'if', test, holds: true, at }, () => lowering.statements([node.consequent]))
  const { alternate } = node
  if (alternate) guarded(lowering, { kind: 'if', test, holds: false, at }, () => lowering.statements([alternate]))
  if (exits(node.consequent))
    lowering.place.guard = addGuard(lowering, { kind: afterKind(node.consequent), test, holds: false, at })
  else if (alternate && exits(alternate))
    lowering.place.guard = addGuard(lowering, { kind: afterKind(alternate), test, holds: true, at })
}

/** A program that stops unless a condition holds is meant to run with it; a function that returns is meant to do either. */
function afterKind(node: ast.Statement): 'after-exit' | 'after-stop' {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node
  const stops =
    last?.type === 'ThrowStatement' || (last?.type === 'ExpressionStatement' && isProcessExit(last.expression))
  return stops ? 'after-stop' : 'after-exit'
}

function exits(node: ast.Statement | null): boolean {
  if (!node) return false
  switch (node.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ContinueStatement':
    case 'BreakStatement':
      return true
    case 'BlockStatement':
      return node.body.length > 0 && exits(node.body.at(-1)!)
    case 'IfStatement':
      return exits(node.consequent) && exits(node.alternate)
    case 'ExpressionStatement':
      return isProcessExit(node.expression)
    default:
      return false
  }
}

function isProcessExit(node: ast.Expression): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.computed) return false
  const { object, property } = node.callee
  return (
    object.type === 'Identifier' &&
    object.name === 'process' &&
    property.type === 'Identifier' &&
    property.name === 'exit'
  )
}

function lowerTry(lowering: Lowering, node: ast.TryStatement): void {
  const { file, place } = lowering
  const { block, handler, finalizer } = node
  if (handler) guarded(lowering, { kind: 'try', holds: true, at: block.start }, () => lowering.statements([block]))
  else lowering.statements([block])
  if (handler) {
    const parameter = handler.param?.type === 'Identifier' ? handler.param.name : undefined
    file.functions[enclosingFunction(file, place.function)]!.catches.push({
      from: block.start,
      to: block.end,
      handlerFrom: handler.start,
      handlerTo: handler.end,
      empty: handler.body.body.length === 0,
      ...(parameter && { parameter }),
      guard: place.guard,
    })
    guarded(lowering, { kind: 'catch', holds: true, at: handler.start }, () => {
      lowerPattern(lowering, handler.param, { kind: 'catch', range: [handler.start, handler.end] })
      lowering.statements([handler.body])
    })
  }
  if (!finalizer) return
  file.functions[enclosingFunction(file, place.function)]!.finallies.push({
    from: block.start,
    to: handler?.end ?? block.end,
    finallyFrom: finalizer.start,
    finallyTo: finalizer.end,
  })
  lowering.statements([finalizer])
}

function lowerSwitch(lowering: Lowering, node: ast.SwitchStatement): void {
  const left = lowering.expression(node.discriminant)
  inBlock(lowering, node, () => {
    for (const { test, consequent, start } of node.cases) {
      const condition = test && ({ type: 'binary', operator: '===', left, right: lowering.expression(test) } as const)
      const guard = { kind: 'switch', holds: true, at: start, ...(condition && { test: condition }) } as const
      guarded(lowering, guard, () => lowering.statements(consequent))
    }
  })
}

function lowerForOf(lowering: Lowering, node: ast.ForOfStatement): void {
  const object = lowering.expression(node.right)
  const body = lowerLoopBody(lowering, node)
  const call = addCall(lowering, {
    callee: { type: 'member', object, property: 'forEach', at: node.start },
    args: [{ type: 'function', function: body }],
    kind: 'call',
    at: node.start,
    end: node.end,
    nameAt: node.start,
  })
  markUse(lowering.file, call, 'statement')
}

type Loop = ast.ForStatement | ast.ForInStatement | ast.WhileStatement | ast.DoWhileStatement

function lowerLoop(lowering: Lowering, node: Loop): void {
  if (node.type === 'ForStatement' && node.init) {
    if (node.init.type === 'VariableDeclaration') lowerVariables(lowering, node.init)
    else lowering.expression(node.init)
  }
  if (node.type === 'ForInStatement') {
    lowering.expression(node.right)
    if (node.left.type === 'VariableDeclaration') lowerVariables(lowering, node.left)
  } else if (node.test) lowering.expression(node.test)
  guarded(lowering, { kind: 'loop', holds: true, at: node.start }, () => lowering.statements([node.body]))
  if (node.type === 'ForStatement' && node.update) lowering.expression(node.update)
}

/** An enum reads like a frozen object. */
function lowerEnum(lowering: Lowering, node: ast.TSEnumDeclaration): void {
  let next = 0
  const entries = node.body.members.map((member) => {
    const key = member.id.type === 'Identifier' ? member.id.name : member.id.type === 'Literal' ? member.id.value : null
    const value = member.initializer ? lowering.expression(member.initializer) : next
    if (typeof value === 'number') next = value + 1
    return { key, value, at: member.start }
  })
  const { name, start } = node.id
  bind(lowering, { name, kind: 'enum', at: start, init: { type: 'object', entries, at: node.start } })
}

function inBlock(lowering: Lowering, node: { start: number; end: number }, body: () => void): void {
  const { place } = lowering
  const { blockFrom, blockTo } = place
  place.blockFrom = node.start
  place.blockTo = node.end
  body()
  place.blockFrom = blockFrom
  place.blockTo = blockTo
}
