import type { Evaluator } from '../program/evaluator.ts'
import { lastName } from '../program/names.ts'
import type { FunctionValue, InstanceValue, Value } from '../program/value.ts'
import { siteOf, type CallEvent } from './call-event.ts'

/** A callback that runs as part of the call that takes it, with the arguments it will get. */
export interface Continuation {
  fn: FunctionValue
  args: Value[]
  /** Distinguishes several runs by one call. */
  key: string
}

/** Methods that call back at once, or as soon as what they start is ready. */
const AT_ONCE = /^(then|catch|finally|forEach|map|flatMap|reduce|filter|some|every|find|nextTick|setImmediate|queueMicrotask|setTimeout|listen|connect|ready|after|once|createConnection|sync|authenticate|initialize|init|start|startAsync|run|tap|pipe|call|apply|bootstrap|configure|lazy|default|fork|throng|transaction)$/
const STARTS = /^(ready|open|connect|connected|listening|online|load|init|started)$/

/** The callbacks of a call that belong to the present phase; the others are left for later. */
export function continuationsOf(evaluator: Evaluator, event: CallEvent, args: readonly Value[]): Continuation[] | undefined {
  const { name } = event
  const method = lastName(name)
  const receiver = event.callee.kind === 'external' ? event.callee.receiver : undefined
  if (isPluginRegistration(name)) return registeredPlugin(evaluator, event, args)
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
  return callbacks.flatMap((value, index) => (value.kind === 'function' ? [{ fn: value, args, key: String(index) }] : []))
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

function isPluginRegistration(name: string): boolean {
  return name === 'fastify().register'
}

/**
 * `app.register(plugin, options)`: the plugin gets an instance of its own, unless it is wrapped in fastify-plugin. A plugin
 * may be a module whose default export is the function.
 */
function registeredPlugin(evaluator: Evaluator, event: CallEvent, args: readonly Value[]): Continuation[] {
  const plugin = pluginFunction(evaluator, args[0])
  const parent = event.callee.kind === 'external' ? event.callee.receiver : undefined
  if (!plugin || parent?.kind !== 'instance') return []
  const child: InstanceValue = {
    kind: 'instance',
    name: 'fastify()',
    id: `${parent.id}/${event.file.path}#${event.callIndex}@${event.frame?.id ?? 0}`,
    call: siteOf(event),
    parent,
  }
  const options = args[1] ? [args[1]] : []
  return [{ fn: plugin, args: [child, ...options], key: 'plugin' }]
}

export function pluginFunction(evaluator: Evaluator, value: Value | undefined): FunctionValue | undefined {
  if (value?.kind === 'function') return value
  if (value?.kind === 'module') return pluginFunction(evaluator, evaluator.exported(value.path, 'default'))
  if (value?.kind === 'record') return pluginFunction(evaluator, value.get('default'))
  return undefined
}
