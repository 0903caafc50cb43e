import type { Expression } from '../../facts/expression.ts'
import { isNode } from '../program/file-index.ts'
import type { CallEvent } from './call-event.ts'

/** Loggers, schemas, answers and the language itself take values, not functions that matter. */
const TAKES_VALUES =
  /^(zod|console|JSON|Math|Number|String|Boolean|Date|Error|TypeError|RangeError|BigInt|Symbol|URL|URLSearchParams|Object\.(keys|values|entries|fromEntries)|Array\.isArray|Buffer|RegExp|string|number|encodeURIComponent|decodeURIComponent|parseInt|parseFloat|isNaN|structuredClone|Intl|Response|Headers|process\.exit)(\.|\(|$)|^(winston|pino|bunyan|log4js|loglevel)\b.*\.(fatal|error|warn|info|http|verbose|debug|silly|trace|log)$|^(array\.(push|unshift|includes|join|concat|slice|indexOf)|Set\(\)\.(add|has|delete)|Map\(\)\.(get|has|delete))$|^\?\.(json|jsonp|send|status|sendStatus|end|write|writeHead|set|header|setHeader|type|redirect|render|cookie|clearCookie|includes|startsWith|endsWith|split|trim|toString|toLowerCase|toUpperCase|join|push|slice|toISOString|getTime|error|warn|info|debug)$/

/** Whether a call may take a function that is called later; arguments without any are not worth working out. */
export function mayCallBack({ call, name }: CallEvent): boolean {
  return call.args.some(mayBeFunction) && !TAKES_VALUES.test(name)
}

/** Text, numbers, conditions and templates are no functions. */
function mayBeFunction(expression: Expression): boolean {
  if (!isNode(expression)) return false
  switch (expression.type) {
    case 'template':
    case 'regexp':
    case 'binary':
    case 'unary':
    case 'opaque':
      return false
    case 'object':
      return expression.entries.some(({ value }) => mayBeFunction(value))
    case 'array':
      return expression.items.some(mayBeFunction)
    case 'logical':
      return mayBeFunction(expression.left) || mayBeFunction(expression.right)
    case 'conditional':
      return mayBeFunction(expression.then) || mayBeFunction(expression.else)
    default:
      return true
  }
}
