import type { Expression } from '../../facts/expression.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import { possibilities, type Value } from '../program/value.ts'

/**
 * What a signature is checked against: the body as the framework left it (`body`), as it came (`raw`), read from the stream
 * of the request (`stream`), parsed by the handler itself (`parsed`), or unknown.
 */
export type Payload = 'body' | 'raw' | 'stream' | 'parsed' | 'open'

const READS_RAW = /^(text|arrayBuffer|blob|bytes)$/
const READS_STREAM = /^(buffer|getRawBody|rawBody|readRawBody|raw|readBody|streamToString|readStream)$/i
const RAW_NAMES = /^raw_?body$|^raw$|^body_?raw$|^bodyBuffer$|^rawPayload$/i
const SAME = /^(toString|from|valueOf)$/
const MAX_STEPS = 6

/** The first argument of `constructEvent`. */
export function payloadOf(program: Execution, event: CallEvent): Payload {
  const value = program.evaluator.argument(siteOf(event), 0)
  const kinds = value ? possibilities(value).map(fromValue) : []
  const [first] = kinds
  if (first && first !== 'open' && kinds.every((kind) => kind === first)) return first
  // `req.rawBody || req.body` takes whichever is there.
  if (kinds.length > 1) return 'open'
  return fromExpression(program, event, event.call.args[0], 0)
}

function fromValue(value: Value): Payload {
  // `@Req() request: RawBodyRequest<Request>`
  if (value.kind === 'external' && value.name.includes('RawBodyRequest'))
    return value.name.endsWith('.rawBody') ? 'raw' : 'body'
  if (value.kind !== 'parameter') return 'open'
  const last = value.path.at(-1)
  if (last === 'body') return 'body'
  return typeof last === 'string' && RAW_NAMES.test(last) ? 'raw' : 'open'
}

/** As it is written, through the variable it was put into. */
function fromExpression(
  program: Execution,
  event: CallEvent,
  expression: Expression | undefined,
  step: number,
): Payload {
  if (!isNode(expression) || step > MAX_STEPS) return 'open'
  if (expression.type === 'member') {
    return RAW_NAMES.test(expression.property) ? 'raw' : 'open'
  }
  if (expression.type === 'identifier') {
    const binding = program.evaluator.index(event.file).binding(expression.name, expression.at)
    const isFixed = binding?.kind === 'const' && !binding.path?.length
    return isFixed ? fromExpression(program, event, binding.init, step + 1) : 'open'
  }
  if (expression.type !== 'call') return 'open'
  const { callee, args } = event.file.calls[expression.call]!
  const name = isNode(callee) && callee.type === 'member' ? callee.property : ''
  const plain = isNode(callee) && callee.type === 'identifier' ? callee.name : name
  if (READS_RAW.test(name)) return 'raw'
  if (name === 'json' || name === 'parseBody') return 'parsed'
  if (READS_STREAM.test(plain)) return 'stream'
  if (name === 'stringify') return stringified(program, event, args[0], step)
  if (!SAME.test(name)) return 'open'
  const inner = name === 'from' ? args[0] : isNode(callee) && callee.type === 'member' ? callee.object : undefined
  return inner === undefined ? 'open' : unwrapped(program, event, inner, step)
}

/** `JSON.stringify(req.body)` is no longer what was signed once the body was parsed. */
function stringified(program: Execution, event: CallEvent, inner: Expression | undefined, step: number): Payload {
  const payload = unwrapped(program, event, inner, step)
  return payload === 'body' || payload === 'parsed' ? payload : 'open'
}

function unwrapped(program: Execution, event: CallEvent, inner: Expression | undefined, step: number): Payload {
  const value = program.evaluator.evaluate(event.file, inner, event.frame)
  const direct = fromValue(value)
  return direct === 'open' ? fromExpression(program, event, inner, step + 1) : direct
}
