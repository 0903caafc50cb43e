import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { possibilities, type FunctionValue, type Value } from '../program/value.ts'

const MAX_NESTING = 4

/** The functions of the project inside a handler: itself, or what a wrapper such as `asyncHandler(fn)` was given. */
export function handlerFunctions(program: Execution, value: Value | undefined, nesting = 0): FunctionValue[] {
  if (!value || nesting > MAX_NESTING) return []
  return possibilities(value).flatMap((option): FunctionValue[] => {
    if (option.kind === 'function') return [option]
    if (option.kind === 'instance' && option.call) {
      return program.evaluator
        .arguments(option.call)
        .flatMap((argument) => handlerFunctions(program, argument, nesting + 1))
    }
    return []
  })
}

/** Every call that a handler may lead to. */
export function handlerCalls(program: Execution, value: Value | undefined): readonly CallEvent[] {
  return handlerFunctions(program, value).flatMap((fn) => program.trace(fn))
}
