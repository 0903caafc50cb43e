import type { SourceFile } from '../facts/source.ts'
import { isNode } from './program/file-index.ts'

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
