import type { Expression } from '../../facts/expression.ts'
import type { CallEvent } from '../execution/call-event.ts'
import { isNode } from '../program/file-index.ts'
import { lastName } from '../program/names.ts'

const EVENT = /^(event|evt|stripe_?event|webhook_?event|notification|webhook)$/i
const EVENT_ID = /^((stripe_?|webhook_?|gateway_?)?event_?id|webhook_?id|idempotency_?key)$/i
/** Writing a number into a log or an answer remembers nothing. */
const TELLS =
  /^(log|info|warn|error|debug|trace|verbose|json|send|end|next|Response|capture|captureException|captureMessage|track|identify|setTag|setAttribute|setAttributes|addBreadcrumb|Error|String)$/
const REMEMBERS = /idempoten|dedup|already_?(processed|handled)|processed_?(event|webhook)s?|is_?duplicate/i

/** Whether a call looks the event up by its id, or remembers it. */
export function rememberEvent({ name, call, force, callee }: CallEvent): boolean {
  if (force === 'off' || TELLS.test(lastName(name)) || name.startsWith('console.')) return false
  return (
    (callee.kind === 'function' && REMEMBERS.test(lastName(name))) || call.args.some((argument) => namesEvent(argument))
  )
}

/** `event.id`, `eventId`, also inside objects, lists and templates. */
function namesEvent(expression: Expression): boolean {
  if (!isNode(expression)) return false
  switch (expression.type) {
    case 'identifier':
      return EVENT_ID.test(expression.name)
    case 'member': {
      const { object, property } = expression
      const owner =
        isNode(object) && (object.type === 'identifier' ? object.name : object.type === 'member' && object.property)
      return property === 'id' && typeof owner === 'string' && EVENT.test(owner)
    }
    case 'object':
      return expression.entries.some(({ value }) => namesEvent(value))
    case 'array':
      return expression.items.some(namesEvent)
    case 'template':
      return expression.values.some(namesEvent)
    case 'logical':
      return namesEvent(expression.left) || namesEvent(expression.right)
    case 'spread':
      return namesEvent(expression.value)
    default:
      return false
  }
}
