import type { Expression } from '../../facts/expression.ts'
import type { Binding, SourceFile } from '../../facts/source.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import type { Holder } from './client-holder.ts'

/** A place that gives a client back. */
export interface Release {
  at: number
  where: 'finally' | 'catch' | 'straight' | 'callback'
}

const RELEASES = /^(release|destroy|end)$/

/** Everything that gives the client back, with whether it runs when something fails. */
export function releasesOf(program: Execution, file: SourceFile, { binding, done }: Holder): Release[] {
  const isClient = refersTo(program, file, binding)
  const isDone = done ? refersTo(program, file, done) : () => false
  const isRelease = (expression: Expression): boolean =>
    isDone(expression) ||
    (isNode(expression) &&
      expression.type === 'member' &&
      RELEASES.test(expression.property) &&
      isClient(expression.object))
  return file.calls.flatMap(({ callee, args, at, function: owner }): Release[] => {
    // `.finally(client.release)` and `stream.on('end', done)` hand it on to be called.
    if (args.some(isRelease)) return [{ at, where: isFinallyCall(callee) ? 'finally' : 'callback' }]
    if (!isRelease(callee)) return []
    return [{ at, where: placeOf(file, at, owner, binding.function) }]
  })
}

function placeOf(file: SourceFile, at: number, owner: number, home: number): Release['where'] {
  const isInFinally =
    file.functions.some(({ finallies }) =>
      finallies.some(({ finallyFrom, finallyTo }) => finallyFrom <= at && at <= finallyTo),
    ) ||
    file.calls.some((call) => isFinallyCall(call.callee) && call.args.some((argument) => isAround(file, argument, at)))
  if (isInFinally) return 'finally'
  const isInCatch =
    file.functions.some(({ catches }) =>
      catches.some(({ handlerFrom, handlerTo }) => handlerFrom <= at && at <= handlerTo),
    ) ||
    file.calls.some((call) => isCatchCall(call.callee) && call.args.some((argument) => isAround(file, argument, at)))
  if (isInCatch) return 'catch'
  return isSameFlow(file, owner, home) ? 'straight' : 'callback'
}

/** The body of a loop belongs to the function around it. */
function isSameFlow(file: SourceFile, owner: number, home: number): boolean {
  for (let current = owner; current >= 0; current = file.functions[current]!.parent) {
    if (current === home) return true
    if (!file.functions[current]!.loop) return false
  }
  return false
}

function isFinallyCall(callee: Expression): boolean {
  return isNode(callee) && callee.type === 'member' && callee.property === 'finally'
}

function isCatchCall(callee: Expression): boolean {
  return isNode(callee) && callee.type === 'member' && callee.property === 'catch'
}

function isAround(file: SourceFile, argument: Expression, at: number): boolean {
  if (!isNode(argument) || argument.type !== 'function') return false
  const fn = file.functions[argument.function]!
  return fn.at <= at && at <= fn.end
}

/** Whether the client is returned, kept, or given to something else, which may give it back. */
export function usesOf(program: Execution, file: SourceFile, { binding, done }: Holder): { isHandedOn: boolean } {
  const isClient = refersTo(program, file, binding)
  const isDone = done ? refersTo(program, file, done) : () => false
  const holds = (expression: Expression | undefined): boolean => {
    if (!isNode(expression)) return false
    if (isClient(expression) || isDone(expression)) return true
    if (expression.type === 'object') return expression.entries.some(({ value }) => holds(value))
    if (expression.type === 'array') return expression.items.some(holds)
    return expression.type === 'conditional' && (holds(expression.then) || holds(expression.else))
  }
  const isHandedOn =
    file.calls.some(({ args }) => args.some(holds)) ||
    file.functions.some(({ returns }) => returns.some(({ value }) => holds(value))) ||
    file.assignments.some(({ value }) => holds(value)) ||
    file.bindings.some((other) => other !== binding && holds(other.init))
  return { isHandedOn }
}

function refersTo(program: Execution, file: SourceFile, binding: Binding): (expression: Expression) => boolean {
  const index = program.evaluator.index(file)
  return (expression) =>
    isNode(expression) &&
    expression.type === 'identifier' &&
    expression.name === binding.name &&
    index.binding(expression.name, expression.at) === binding
}
