import { mayHoldTokens } from '../facts/source-store.ts'
import type { Expression } from '../facts/expression.ts'
import type { SourceFile } from '../facts/source.ts'
import type { Execution } from './execution/execution.ts'
import { isNode } from './program/file-index.ts'
import { weaker, type Force } from './program/force.ts'

/** A property of an object literal in a file that the service loads, wherever the object is handed to. */
export interface WrittenOption {
  file: SourceFile
  at: number
  key: string
  value: Expression
  /** Keys of the objects around it, outermost first. */
  keys: readonly string[]
  /** The outermost object. */
  outermost: Expression
  /** Function in which it stands; 0 is the top level. */
  function: number
  /** Index of the call it is an argument of. */
  call?: number
  /** Of `test ? { … } : undefined` around it. */
  force: Force
}

/** Finds properties by name. Only files whose text holds one of the names, which are tokens of the rule, are looked through. */
export function writtenOptions(program: Execution, names: ReadonlySet<string>): WrittenOption[] {
  const { sources } = program.evaluator
  return [...program.modules].flatMap((path) => {
    const skim = sources.skim(path)
    const text = mayHoldTokens(skim) ? sources.text(path) : undefined
    if (text === undefined || ![...names].some((name) => text.includes(name))) return []
    const file = skim?.client ? undefined : sources.parse(path)
    return file ? optionsIn(program, file, names) : []
  })
}

type Search = Pick<WrittenOption, 'file' | 'keys' | 'outermost' | 'function' | 'call' | 'force'>

function optionsIn(program: Execution, file: SourceFile, names: ReadonlySet<string>): WrittenOption[] {
  const found = new Map<number, WrittenOption>()

  function look(expression: Expression | undefined, at: Search): void {
    if (!isNode(expression)) return
    switch (expression.type) {
      case 'object':
        for (const entry of expression.entries) {
          const { key, value } = entry
          if (key !== null && names.has(key)) found.set(entry.at, { ...at, at: entry.at, key, value })
          look(value, key === null ? at : { ...at, keys: [...at.keys, key] })
        }
        return
      case 'array':
        return expression.items.forEach((item) => look(item, at))
      case 'spread':
        return look(expression.value, at)
      case 'logical': {
        look(expression.left, at)
        const isWhenTrue = expression.operator === '&&'
        return look(expression.right, under(at, isWhenTrue ? expression.left : undefined, true))
      }
      case 'conditional':
        look(expression.then, under(at, expression.test, true))
        return look(expression.else, under(at, expression.test, false))
      default:
    }
  }

  function under(at: Search, test: Expression | undefined, holds: boolean): Search {
    if (test === undefined) return { ...at, force: weaker(at.force, 'maybe') }
    const truth = program.evaluator.truth(program.evaluator.evaluate(file, test))
    return { ...at, force: weaker(at.force, truth === undefined ? 'maybe' : truth === holds ? 'on' : 'off') }
  }

  function guarded(guard: number): Force {
    return program.evaluator.force(file, guard, undefined).force
  }

  const start = (expression: Expression | undefined, index: number, force: Force, call?: number): void => {
    if (!isNode(expression)) return
    const place = { file, keys: [], outermost: expression, function: index, force, ...(call !== undefined && { call }) }
    look(expression, place)
  }
  for (const [index, call] of file.calls.entries())
    for (const argument of call.args) start(argument, call.function, guarded(call.guard), index)
  for (const { init, function: owner } of file.bindings) start(init, owner, 'on')
  for (const { value, function: owner, guard } of file.assignments) start(value, owner, guarded(guard))
  for (const [index, { returns }] of file.functions.entries())
    for (const { value, guard } of returns) start(value, index, guarded(guard))
  for (const { members, function: owner } of file.classes) for (const { value } of members) start(value, owner, 'on')
  for (const { value } of file.exports) start(value, 0, 'on')
  return [...found.values()]
}
