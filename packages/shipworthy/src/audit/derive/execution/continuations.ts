import type { Evaluator } from '../program/evaluator.ts'
import { lastName } from '../program/names.ts'
import type { Value } from '../program/value.ts'
import type { CallEvent } from './call-event.ts'
import type { Continuation } from './continuation.ts'
import { registeredPlugins } from './fastify-plugins.ts'

/** Methods that call back at once, or as soon as what they start is ready. */
const AT_ONCE =
  /^(then|catch|finally|forEach|map|flatMap|reduce|filter|some|every|find|nextTick|setImmediate|queueMicrotask|setTimeout|listen|connect|ready|after|once|createConnection|sync|authenticate|initialize|init|start|startAsync|run|tap|pipe|call|apply|bootstrap|configure|lazy|default|fork|throng|transaction)$/
const STARTS = /^(ready|open|connect|connected|listening|online|load|init|started)$/

/** The callbacks of a call that belong to the present phase; the others are left for later. */
export function continuationsOf(
  evaluator: Evaluator,
  event: CallEvent,
  args: readonly Value[],
): Continuation[] | undefined {
  const { name } = event
  const method = lastName(name)
  const receiver = event.callee.kind === 'external' ? event.callee.receiver : undefined
  if (name === 'fastify().register') return registeredPlugins(evaluator, event, args)
  if (receiver?.kind === 'list' && name.startsWith('array.')) return perItem(receiver.items(), args[0])
  if (method === 'on' || method === 'once' || method === 'addListener') {
    const isStart = args[0]?.kind === 'literal' && STARTS.test(String(args[0].value)) && !name.startsWith('process.')
    return isStart ? plain(args) : undefined
  }
  if (method === 'then') return withArguments(args, receiver ? [receiver] : [])
  return AT_ONCE.test(method) ? plain(args) : undefined
}

function plain(args: readonly Value[]): Continuation[] {
  return withArguments(args, [])
}

function withArguments(callbacks: readonly Value[], args: Value[]): Continuation[] {
  return callbacks.flatMap((value, index): Continuation[] => {
    if (value.kind === 'function') return [{ fn: value, args, key: String(index) }]
    if (value.kind !== 'record') return []
    // `throng({ worker: start })`
    return value.keys().flatMap((name): Continuation[] => {
      const inner = value.get(name)
      const isStart = inner?.kind === 'function' && /^(master|worker|start|main|app|onReady)$/.test(name)
      return isStart ? [{ fn: inner, args, key: `${index}.${name}` }] : []
    })
  })
}

const MAX_ITEMS = 60

function perItem(items: readonly Value[], callback: Value | undefined): Continuation[] {
  if (callback?.kind !== 'function') return []
  if (items.length === 0) return [{ fn: callback, args: [], key: 'none' }]
  return items.slice(0, MAX_ITEMS).map((item, index) => ({
    fn: callback,
    args: [item, { kind: 'literal', value: index }],
    key: String(index),
  }))
}
