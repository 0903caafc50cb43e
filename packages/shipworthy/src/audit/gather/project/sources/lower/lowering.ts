import type * as ast from 'oxc-parser'
import type { Expression } from '../../../../facts/expression.ts'
import type { Binding, Call, Guard, SourceFile } from '../../../../facts/source.ts'

/** Where the visitor stands: the function and block it is in, and the condition it is under. */
export interface Place {
  function: number
  functionFrom: number
  functionTo: number
  blockFrom: number
  blockTo: number
  guard: number
}

/**
 * The state of lowering one file, and the parts that call each other: lowering an expression meets functions, a
 * function meets statements, a statement meets expressions.
 */
export interface Lowering {
  file: SourceFile
  place: Place
  expression: (node: ast.Expression | null) => Expression
  statements: (nodes: readonly (ast.Statement | ast.Directive)[]) => void
  function: (node: ast.Function | ast.ArrowFunctionExpression, name: string | undefined, classIndex?: number) => number
  class: (node: ast.Class) => number
}

const OPAQUE: Expression = Object.freeze({ type: 'opaque' })

export function opaque(): Expression {
  return OPAQUE
}

export function addGuard(lowering: Lowering, guard: Omit<Guard, 'outer'>): number {
  const { file, place } = lowering
  return file.guards.push({ ...guard, outer: place.guard }) - 1
}

/** Runs `body` under a guard, then returns to where the visitor stood. */
export function guarded<T>(lowering: Lowering, guard: Omit<Guard, 'outer'>, body: () => T): T {
  const { place } = lowering
  const before = place.guard
  place.guard = addGuard(lowering, guard)
  try {
    return body()
  } finally {
    place.guard = before
  }
}

export function addCall(lowering: Lowering, call: Omit<Call, 'function' | 'guard' | 'use'>): Expression {
  const { file, place } = lowering
  const index = file.calls.push({ ...call, function: place.function, guard: place.guard, use: 'value' }) - 1
  return { type: 'call', call: index }
}

/** Notes how the value of a call is used; the innermost use is the first to be known and stays. */
export function markUse(file: SourceFile, expression: Expression, use: Call['use']): void {
  if (typeof expression !== 'object' || expression?.type !== 'call') return
  const call = file.calls[expression.call]!
  if (call.use === 'value') call.use = use
}

export function bind(
  lowering: Lowering,
  binding: Omit<Binding, 'from' | 'to' | 'function'> & { range?: [number, number] },
): void {
  const { place } = lowering
  const { range, ...rest } = binding
  const isVar = binding.kind === 'var'
  const from = range ? range[0] : isVar ? place.functionFrom : place.blockFrom
  const to = range ? range[1] : isVar ? place.functionTo : place.blockTo
  lowering.file.bindings.push({ ...rest, from, to, function: place.function })
}

/** The function whose `return` this is: bodies of `for … of` loops are not functions of their own. */
export function enclosingFunction(file: SourceFile, index: number): number {
  let current = index
  while (file.functions[current]!.loop) current = file.functions[current]!.parent
  return current
}
