import {
  alternatives,
  givenArguments,
  literal,
  unknown,
  type FunctionValue,
  type ListValue,
  type RecordValue,
  type Value,
} from '../value.ts'
import type { Model, ModelCall } from './model.ts'

const first: Model = ({ args }) => args[0]

const assign: Model = ({ args }) => {
  const records = args.filter((value): value is RecordValue => value.kind === 'record')
  if (args[0]?.kind !== 'record') return args[0]
  const find = (key: string) => records.toReversed().find((record) => record.get(key) !== undefined)
  return {
    kind: 'record',
    keys: () => [...new Set(records.flatMap((record) => record.keys()))],
    get: (key) => find(key)?.get(key),
    siteOf: (key) => find(key)?.siteOf(key),
    open: () => records.length < args.length || records.some((record) => record.open()),
    ...(args[0].site && { site: args[0].site }),
  }
}

function listOf(items: Value[], open: boolean): ListValue {
  return { kind: 'list', items: () => items, open }
}

const entries: Model = ({ args, name }) => {
  const record = args[0]
  if (record?.kind !== 'record') return undefined
  const pairs = record.keys().map((key): [Value, Value] => [literal(key), record.get(key) ?? unknown(key)])
  const pick = name.endsWith('keys') ? 0 : 1
  const items = pairs.map((pair) => (name.endsWith('entries') ? listOf(pair, false) : pair[pick]!))
  return listOf(items, record.open())
}

function listReceiver({ receiver }: ModelCall): ListValue | undefined {
  return receiver?.kind === 'list' ? receiver : undefined
}

/** What a callback returns for each item of a list. */
function mapped(call: ModelCall): Value[] {
  const callback = call.args[0]
  const items = listReceiver(call)?.items() ?? []
  if (callback?.kind !== 'function') return items.map(() => unknown('mapped'))
  return items.map((item, index) =>
    call.evaluator.invoke(
      callback as FunctionValue,
      givenArguments([item, literal(index)]),
      `${call.key}[${index}]`,
      call.site.frame,
    ),
  )
}

/** What may remain; an item that the condition surely refuses does not. */
const filtered: Model = (call) => {
  const results = mapped(call)
  const items = listReceiver(call)?.items() ?? []
  const isRefused = (index: number): boolean =>
    call.args[0]?.kind === 'function' && call.evaluator.truth(results[index]!) === false
  return listOf(
    items.filter((_, index) => !isRefused(index)),
    true,
  )
}

const includes: Model = (call) => {
  const list = listReceiver(call)
  const wanted = call.args[0]
  if (!list || list.open || !wanted) return unknown('includes')
  const { evaluator } = call
  const values = list.items()
  const text =
    wanted.kind === 'environment'
      ? evaluator.environment.get(wanted.name)
      : wanted.kind === 'literal'
        ? wanted.value
        : undefined
  if (wanted.kind === 'environment' && text === undefined) {
    const isProduction = values.some((v) => v.kind === 'literal' && v.value === 'production')
    const areStages = values.every(
      (v) => v.kind === 'literal' && /^(production|development|test|staging|prod|dev|local)$/.test(String(v.value)),
    )
    return areStages ? literal(isProduction) : unknown('includes')
  }
  if (wanted.kind !== 'literal' && wanted.kind !== 'environment') return unknown('includes')
  if (!values.every((v) => v.kind === 'literal')) return unknown('includes')
  return literal(values.some((v) => v.kind === 'literal' && v.value === text))
}

export const collectionModels: Record<string, Model> = {
  'Object.freeze': first,
  'Object.seal': first,
  structuredClone: first,
  'Array.from': first,
  'Object.assign': assign,
  'Object.keys': entries,
  'Object.values': entries,
  'Object.entries': entries,
  'array.map': (call) => listOf(mapped(call), listReceiver(call)?.open ?? true),
  'array.flatMap': (call) =>
    listOf(
      mapped(call).flatMap((value) => (value.kind === 'list' ? value.items() : [value])),
      listReceiver(call)?.open ?? true,
    ),
  'array.filter': filtered,
  'array.slice': (call) => listOf(listReceiver(call)?.items() ?? [], true),
  'array.concat': (call) => {
    const added = call.args.flatMap((value) => (value.kind === 'list' ? value.items() : [value]))
    return listOf([...(listReceiver(call)?.items() ?? []), ...added], listReceiver(call)?.open ?? true)
  },
  'array.find': (call) => alternatives([...(listReceiver(call)?.items() ?? []), unknown('find')]),
  'array.at': (call) => alternatives(listReceiver(call)?.items() ?? []),
  'array.includes': includes,
  'array.join': (call) => {
    const items = listReceiver(call)?.items() ?? []
    const separator = call.args[0]?.kind === 'literal' ? String(call.args[0].value) : ','
    return items.every((v) => v.kind === 'literal')
      ? literal(items.map((v) => (v.kind === 'literal' ? v.value : '')).join(separator))
      : undefined
  },
}
