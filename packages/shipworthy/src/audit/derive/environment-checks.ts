import type { Expression } from '../facts/expression.ts'
import type { SourceFile } from '../facts/source.ts'
import type { CallEvent } from './execution/call-event.ts'
import { isNode } from './program/file-index.ts'

/** A throw or an exit in the same function, or in a function inside it. */
export function endsNearby({ file, call }: CallEvent): boolean {
  for (let index = call.function; index >= 0; index = file.functions[index]!.parent) {
    const { throws, at, end } = file.functions[index]!
    if (throws.length > 0 || /process\.(exit|abort)\(/.test(file.text.slice(at, end))) return true
    if (index === 0) break
  }
  return false
}

/** Places where the program ends: exceptions and calls of `process.exit`. */
export function stopsOf(file: SourceFile): { at: number; guard: number; function: number }[] {
  const exits = file.calls.filter(
    ({ callee }) =>
      isNode(callee) &&
      callee.type === 'member' &&
      callee.property === 'exit' &&
      isNode(callee.object) &&
      callee.object.type === 'identifier' &&
      callee.object.name === 'process',
  )
  const throws = file.functions.flatMap((fn, index) => fn.throws.map((stop) => ({ ...stop, function: index })))
  return [...throws, ...exits.map(({ at, guard, function: owner }) => ({ at, guard, function: owner }))]
}

export function isProcessEnv(expression: Expression): boolean {
  return (
    isNode(expression) &&
    expression.type === 'member' &&
    expression.property === 'env' &&
    isNode(expression.object) &&
    expression.object.type === 'identifier' &&
    expression.object.name === 'process'
  )
}
