import type { Expression } from '../../facts/expression.ts'
import type { Binding, SourceFile } from '../../facts/source.ts'
import { findFrame } from '../program/evaluate-binding.ts'
import type { CallSite, Frame } from '../program/value.ts'

/** Where an expression is looked at: the activation, the conditions around it, and how it was come to. */
export interface Place {
  file: SourceFile
  function: number
  frame?: Frame
  guard: number
  /** Conditions of `test ? a : b` and `test && a`, which are part of the expression. */
  tests: readonly Test[]
  /** The call whose result is looked for: its arguments are the parameters here, and no other caller's. */
  entered?: Entered
  /** Inside what is assigned to a variable: it still holds what it held before. */
  assigning?: { binding: Binding; at: number }
}

export interface Test {
  test: Expression
  holds: boolean
}

export interface Entered {
  file: SourceFile
  function: number
  site: CallSite
  place: Place
}

export function placeOfCall({ file, call, frame }: CallSite, entered?: Entered): Place {
  const fact = file.calls[call]!
  return {
    file,
    function: fact.function,
    guard: fact.guard,
    tests: [],
    ...(frame && { frame }),
    ...(entered && { entered }),
  }
}

/** The place in a function around this one, under the conditions in which the inner function is made. */
export function placeInside(place: Place, owner: number): Place {
  if (owner === place.function) return place
  let guard = -1
  for (let inner = place.function; inner > 0 && inner !== owner;) {
    const { parent, guard: around } = place.file.functions[inner]!
    guard = around
    inner = parent
  }
  const { frame: _, ...rest } = place
  const frame = owner === 0 ? undefined : findFrame(place.frame, place.file, owner)
  return { ...rest, function: owner, guard, tests: [], ...(frame && { frame }) }
}

export function underTest(place: Place, test: Expression, holds: boolean): Place {
  return { ...place, tests: [...place.tests, { test, holds }] }
}

export function enteredInto({ entered }: Place, file: SourceFile, index: number): Entered | undefined {
  for (let current = entered; current; current = current.place.entered) {
    if (current.file === file && current.function === index) return current
  }
  return undefined
}
