import type { Evaluator } from '../program/evaluator.ts'
import { isNode } from '../program/file-index.ts'
import type { CallEvent } from './call-event.ts'
import type { FunctionPlace } from './call-graph.ts'

/** Functions among the arguments of a call: `transaction(async () => …)`. */
export function givenFunctions(evaluator: Evaluator, event: CallEvent): FunctionPlace[] {
  return event.call.args.flatMap((argument): FunctionPlace[] => {
    if (!isNode(argument)) return []
    if (argument.type === 'function') return [{ file: event.file, index: argument.function }]
    if (argument.type !== 'identifier' && argument.type !== 'member') return []
    const value = evaluator.evaluate(event.file, argument, event.frame)
    return value.kind === 'function' ? [value] : []
  })
}
