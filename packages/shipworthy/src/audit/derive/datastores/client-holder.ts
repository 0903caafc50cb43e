import type { Expression } from '../../facts/expression.ts'
import type { Binding } from '../../facts/source.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'

/** The variable that holds a client, and the function in which it is used. */
export interface Holder {
  binding: Binding
  /** `done` of `pool.connect((error, client, done) => …)`. */
  done?: Binding
  via: 'variable' | 'then' | 'callback'
}

/** Who holds what a call takes out of the pool: a variable, somebody else (it is returned or kept), or nobody. */
export function findHolder(program: Execution, event: CallEvent): Holder | 'elsewhere' | 'nobody' {
  const { file, call, callIndex } = event
  const isIt = (value: Expression | undefined): boolean =>
    isNode(value) && value.type === 'call' && value.call === callIndex
  const declared = file.bindings.find(({ init, path }) => isIt(init) && (path === undefined || path.length === 0))
  if (declared) return declared.function === 0 ? 'elsewhere' : { binding: declared, via: 'variable' }
  const assigned = file.assignments.find(({ value }) => isIt(value))
  if (assigned) {
    const { target } = assigned
    const binding =
      isNode(target) && target.type === 'identifier'
        ? program.evaluator.index(file).binding(target.name, target.at)
        : undefined
    return binding && binding.function !== 0 ? { binding, via: 'variable' } : 'elsewhere'
  }
  const callback = call.args.at(-1)
  if (isNode(callback) && callback.type === 'function') return parameterHolder(event, callback.function, 1, 'callback')
  if (call.args.length > 0 && callback !== undefined && isNode(callback) && callback.type === 'identifier')
    return 'elsewhere'
  const then = file.calls.find(
    ({ callee }) => isNode(callee) && callee.type === 'member' && callee.property === 'then' && isIt(callee.object),
  )
  const next = then?.args[0]
  if (isNode(next) && next.type === 'function') return parameterHolder(event, next.function, 0, 'then')
  if (then) return 'elsewhere'
  return call.use === 'statement' || call.use === 'await' || call.use === 'void' ? 'nobody' : 'elsewhere'
}

function parameterHolder({ file }: CallEvent, index: number, position: number, via: Holder['via']): Holder | 'nobody' {
  const parameters = file.bindings.filter(({ kind, function: owner }) => kind === 'parameter' && owner === index)
  const binding = parameters.find(({ parameter }) => parameter === position)
  if (!binding) return 'nobody'
  const done = via === 'callback' ? parameters.find(({ parameter }) => parameter === position + 1) : undefined
  return { binding, via, ...(done && { done }) }
}
