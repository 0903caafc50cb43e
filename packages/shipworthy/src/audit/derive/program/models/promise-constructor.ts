import { isNode } from '../file-index.ts'
import { alternatives, NO_ARGUMENTS, unknown, type FunctionValue, type Value } from '../value.ts'
import type { Model, ModelCall } from './model.ts'

/** More ways to settle than this say nothing about the value. */
const MAX_WAYS = 4

/** `new Promise((resolve) => …)` is worth what it is resolved with. */
const constructed: Model = (call) => {
  const [executor] = call.args
  if (executor?.kind !== 'function') return unknown('a promise')
  const values = resolutions(call, executor)
  return values.length > 0 && values.length <= MAX_WAYS ? alternatives(values) : unknown('a promise')
}

function resolutions({ evaluator, key, site }: ModelCall, executor: FunctionValue): Value[] {
  const { file, index } = executor
  const { at, end } = file.functions[index]!
  const { binding } = evaluator.index(file)
  const resolve = file.bindings.find(
    ({ kind, function: owner, parameter }) => kind === 'parameter' && owner === index && parameter === 0,
  )
  if (!resolve) return []
  const frame = evaluator.enter(executor, NO_ARGUMENTS, `${key}/executor`, site.frame, 'Promise')
  return file.calls
    .filter((call) => call.at >= at && call.end <= end && call.args.length > 0)
    .filter(
      ({ callee }) => isNode(callee) && callee.type === 'identifier' && binding(callee.name, callee.at) === resolve,
    )
    .slice(0, MAX_WAYS + 1)
    .map(({ args }) => evaluator.evaluate(file, args[0], frame))
}

export const promiseConstructor: Record<string, Model> = { Promise: constructed }
