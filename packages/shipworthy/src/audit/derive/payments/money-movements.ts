import type { Expression } from '../../facts/expression.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import type { Value } from '../program/value.ts'
import { optionState, type OptionState } from '../jobs/option-state.ts'

/** A call of Stripe's that moves money at once, so that doing it twice moves it twice. */
export interface MoneyMovement {
  event: CallEvent
  /** `charges.create` */
  method: string
  /** Whether it carries an idempotency key. */
  key: OptionState
}

const MOVES = /^(charges|refunds|transfers|payouts|topups|paymentIntents)\.create$/

export function findMovements(program: Execution): MoneyMovement[] {
  const found = new Map<string, MoneyMovement>()
  for (const event of program.named('create')) {
    if (event.force === 'off') continue
    const method = methodOf(event)
    if (!method || !MOVES.test(method)) continue
    const [parameters, given] = program.evaluator.arguments(siteOf(event))
    // Where the options would be, there may be a callback.
    const options = given?.kind === 'function' ? undefined : given
    if (!movesAtOnce(method, parameters)) continue
    const place = `${event.file.path}#${event.callIndex}`
    const key = optionState(options, 'idempotencyKey')
    // One place may be reached with and without a key.
    const known = found.get(place)
    found.set(place, { event, method, key: known && known.key !== key ? 'open' : key })
  }
  return [...found.values()]
}

/** `refunds.create` of `stripe().refunds.create`, and of something that is called stripe. */
function methodOf({ name, call: { callee } }: CallEvent): string | undefined {
  const known = /^stripe(?:\.Stripe)?\(\)\.(\w+\.create)$/.exec(name)
  if (known) return known[1]
  if (!name.startsWith('?')) return undefined
  const path = writtenPath(callee)
  return path && /stripe/i.test(path.slice(0, -2).join('.')) ? path.slice(-2).join('.') : undefined
}

/** `['this', 'stripe_', 'refunds', 'create']` */
function writtenPath(expression: Expression): string[] | undefined {
  if (!isNode(expression)) return undefined
  if (expression.type === 'identifier') return [expression.name]
  if (expression.type === 'this') return ['this']
  if (expression.type !== 'member') return undefined
  const path = writtenPath(expression.object)
  return path && [...path, expression.property]
}

/**
 * A payment intent moves nothing before it is confirmed, and most are confirmed in the browser. A second refund of the
 * whole amount is refused.
 */
function movesAtOnce(method: string, parameters: Value | undefined): boolean {
  if (method === 'paymentIntents.create') return isTrue(parameters, 'confirm') && !isAuthorization(parameters)
  if (method === 'refunds.create') return parameters?.kind === 'record' && parameters.get('amount') !== undefined
  return true
}

/** It only sets the money aside, to be captured or released later. */
function isAuthorization(parameters: Value | undefined): boolean {
  const capture = parameters?.kind === 'record' ? parameters.get('capture_method') : undefined
  return capture?.kind === 'literal' && capture.value === 'manual'
}

function isTrue(parameters: Value | undefined, key: string): boolean {
  const value = parameters?.kind === 'record' ? parameters.get(key) : undefined
  return value?.kind === 'literal' && value.value === true
}
