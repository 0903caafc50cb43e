import { siteOf, type Callback } from '../execution/call-event.ts'
import { possibilities, type Value } from '../program/value.ts'
import { isNode } from '../program/file-index.ts'
import type { Expression } from '../../facts/expression.ts'
import type { OriginTracer } from './origin-tracer.ts'

const VALIDATES = /valid|celebrate|joi|zod|schema|sanit|ajv|yup|\bcheck\b|\.isInt|openapi/i

/** Whether a route checks the request before the handler: what the check lets through is another question. */
export function isValidatedBefore(tracer: OriginTracer, { event, argument }: Callback): boolean {
  const { evaluator } = tracer
  const { args } = event.call
  const before = args.slice(0, argument).some((expression) => isNamed(event.file, expression))
  if (before) return true
  return evaluator.arguments(siteOf(event)).some((value, index) => index !== argument && validates(value))
}

function validates(value: Value): boolean {
  return possibilities(value).some((option): boolean => {
    if (option.kind === 'list') return option.items().some(validates)
    if (option.kind === 'record') return option.get('schema') !== undefined
    if (option.kind === 'function') return VALIDATES.test(option.file.functions[option.index]!.name ?? '')
    return (option.kind === 'instance' || option.kind === 'external') && VALIDATES.test(option.name)
  })
}

/** `validate(schema)`, `schemas.create`, `[checkName]`. */
function isNamed(file: Callback['event']['file'], expression: Expression): boolean {
  if (!isNode(expression)) return false
  switch (expression.type) {
    case 'identifier':
      return VALIDATES.test(expression.name)
    case 'member':
      return VALIDATES.test(expression.property) || isNamed(file, expression.object)
    case 'call':
      return isNamed(file, file.calls[expression.call]!.callee)
    case 'array':
      return expression.items.some((item) => isNamed(file, item))
    default:
      return false
  }
}
