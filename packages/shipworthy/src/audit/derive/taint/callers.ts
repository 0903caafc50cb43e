import type { SourceFile } from '../../facts/source.ts'
import type { Callback, CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'

/** Who calls a function of the project: calls that are written, and what it was handed to. */
export interface Callers {
  calls: (file: SourceFile, index: number) => readonly CallEvent[]
  callbacks: (file: SourceFile, index: number) => readonly Callback[]
  /** The call that a function literal is an argument of. */
  givenTo: (file: SourceFile, index: number) => { call: number; argument: number } | undefined
}

export function createCallers(program: Execution): Callers {
  const { evaluator } = program
  let calls: Map<number, CallEvent[]> | undefined
  let callbacks: Map<number, Callback[]> | undefined
  const given = new Map<SourceFile, Map<number, { call: number; argument: number }>>()

  function indexCalls(): Map<number, CallEvent[]> {
    const found = new Map<number, CallEvent[]>()
    const places = new Set<string>()
    for (const event of program.events) {
      const { callee } = event
      if (event.force === 'off' || (callee.kind !== 'function' && callee.kind !== 'class')) continue
      const index = callee.kind === 'class' ? constructorOf(callee.file, callee.index) : callee.index
      if (index === undefined) continue
      const key = evaluator.functionId(callee.file, index)
      // A place is as telling in its first activation as in its tenth.
      const place = `${key} ${evaluator.index(event.file).id}.${event.callIndex} ${event.phase}`
      if (places.has(place)) continue
      places.add(place)
      push(found, key, event)
    }
    return found
  }

  function indexCallbacks(): Map<number, Callback[]> {
    const found = new Map<number, Callback[]>()
    for (const callback of program.callbacks) {
      const { value, event } = callback
      if (value.kind === 'function' && event.force !== 'off')
        push(found, evaluator.functionId(value.file, value.index), callback)
    }
    return found
  }

  return {
    calls: (file, index) => (calls ??= indexCalls()).get(evaluator.functionId(file, index)) ?? [],
    callbacks: (file, index) => (callbacks ??= indexCallbacks()).get(evaluator.functionId(file, index)) ?? [],
    givenTo: (file, index) => {
      let known = given.get(file)
      if (!known) given.set(file, (known = literalArguments(file)))
      return known.get(index)
    },
  }
}

function constructorOf(file: SourceFile, index: number): number | undefined {
  return file.classes[index]!.members.find(({ kind }) => kind === 'constructor')?.function
}

function literalArguments(file: SourceFile): Map<number, { call: number; argument: number }> {
  const found = new Map<number, { call: number; argument: number }>()
  for (const [call, { args }] of file.calls.entries()) {
    for (const [argument, value] of args.entries()) {
      if (isNode(value) && value.type === 'function') found.set(value.function, { call, argument })
    }
  }
  return found
}

function push<T>(groups: Map<number, T[]>, key: number, item: T): void {
  const group = groups.get(key)
  if (group) group.push(item)
  else groups.set(key, [item])
}
