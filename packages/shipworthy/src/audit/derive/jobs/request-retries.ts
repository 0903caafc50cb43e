import type { Execution } from '../execution/execution.ts'
import { possibilities, type InstanceValue, type Value } from '../program/value.ts'
import { isNothing, optionValue } from './option-state.ts'

/**
 * What a connection means to a BullMQ worker, which waits for jobs in a command that may block for ever. `plain` options
 * are corrected by the library; an instance is taken as it is.
 */
export type RequestRetries = 'plain' | 'endless' | 'limited' | 'open'

const KEY = 'maxRetriesPerRequest'
const SET_LATER = /\.maxRetriesPerRequest\s*=/

export function requestRetries(program: Execution, connection: Value | undefined): RequestRetries {
  if (!connection || isNothing(connection)) return 'plain'
  // A function that may give no client at all is asked before.
  const values = possibilities(connection).filter(({ kind }) => kind !== 'literal')
  const kinds = values.map((value) => ofOne(program, value))
  return kinds.every((kind) => kind === kinds[0]) ? (kinds[0] ?? 'open') : 'open'
}

function ofOne(program: Execution, value: Value): RequestRetries {
  if (value.kind === 'record') return 'plain'
  if (value.kind !== 'instance' || !value.call) return 'open'
  // `redis.options.maxRetriesPerRequest = null`, after it was made.
  if (SET_LATER.test(value.call.file.text)) return 'open'
  if (value.name === 'ioredis()') return ofClient(program, value)
  if (value.name === 'ioredis.Cluster()') return ofCluster(program, value)
  // A copy has the options of the original unless it is given others.
  if (/^ioredis(\.Cluster)?\(\)\.duplicate\(\)$/.test(value.name)) {
    const own = setting(program.evaluator.argument(value.call, 0))
    return own ?? (value.parent ? ofOne(program, value.parent) : 'open')
  }
  return 'open'
}

/** `new Redis()` gives up after 20 attempts. */
function ofClient(program: Execution, { call }: InstanceValue): RequestRetries {
  const args = program.evaluator.arguments(call!)
  for (const argument of args.toReversed()) {
    const own = setting(argument)
    if (own) return own
    const isAddress = ['literal', 'environment', 'text', 'record'].includes(argument.kind)
    if (!isAddress) return 'open'
  }
  return 'limited'
}

/** BullMQ looks at the options for the nodes, which have none by default. */
function ofCluster(program: Execution, { call }: InstanceValue): RequestRetries {
  const options = optionValue(program.evaluator.argument(call!, 1), 'redisOptions')
  return isNothing(options) ? 'endless' : (setting(options) ?? (options.kind === 'record' ? 'endless' : 'open'))
}

/** What options say of it; nothing when they are complete without it. */
function setting(options: Value | undefined): RequestRetries | undefined {
  if (options?.kind !== 'record') return undefined
  const value = options.get(KEY)
  if (value === undefined) return options.open() ? 'open' : undefined
  if (value.kind !== 'literal') return 'open'
  if (value.value === undefined) return undefined
  return value.value ? 'limited' : 'endless'
}
