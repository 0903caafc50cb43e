import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { laterProperties } from '../program/later-properties.ts'
import { possibilities, type RecordValue, type Value } from '../program/value.ts'
import { settingAt, type Setting } from './pool-settings.ts'

/** The options a Redis client is made with. */
export interface RedisOptions {
  /** An option by its path: `socket.connectTimeout`; those of a client that this one duplicates count too. */
  setting: (path: string) => Setting | undefined
  /** An option that is written down, also where it is `null`: `maxRetriesPerRequest: null`. */
  written: (key: string) => Value | undefined
  /** Options may be there that are not known. */
  isOpen: boolean
}

const MAX_DUPLICATES = 4

export function redisOptions(program: Execution, event: CallEvent): RedisOptions {
  const chain = makingCalls(program, event)
  const args = chain.flatMap((values) => values)
  const records = args.flatMap((value) =>
    possibilities(value).filter((option): option is RecordValue => option.kind === 'record'),
  )
  return {
    setting: (path) =>
      firstOf(
        records,
        (record) =>
          settingAt(record, path) ?? settingAt(record, `redisOptions.${path}`) ?? settingLater(program, record, path),
      ),
    written: (key) => firstOf(records, (record) => record.get(key) ?? nested(record)?.get(key)),
    isOpen: records.some((record) => record.open()) || args.some(isUnknown),
  }
}

/** `options.commandTimeout = 500` after the options were written. */
function settingLater({ evaluator }: Execution, record: RecordValue, name: string): Setting | undefined {
  const [later] = laterProperties(evaluator, record, name)
  if (!later) return undefined
  const { file, assignment } = later
  return { value: evaluator.evaluate(file, assignment.value), name, site: { file, at: assignment.at } }
}

/** Options of a cluster's nodes. */
function nested(record: RecordValue): RecordValue | undefined {
  const inner = record.get('redisOptions')
  return inner?.kind === 'record' ? inner : undefined
}

function firstOf<T>(records: readonly RecordValue[], find: (record: RecordValue) => T | undefined): T | undefined {
  for (const record of records) {
    const found = find(record)
    if (found !== undefined) return found
  }
  return undefined
}

/** The arguments of the call, and of the calls that made what it duplicates; the latest come first. */
function makingCalls(program: Execution, event: CallEvent): (readonly Value[])[] {
  const calls = [program.evaluator.arguments(siteOf(event))]
  let current = event.callee.kind === 'external' ? event.callee.receiver : undefined
  for (let step = 0; step < MAX_DUPLICATES && current?.kind === 'instance' && current.call; step++) {
    calls.push(program.evaluator.arguments(current.call))
    current = current.parent
  }
  return calls
}

/** An address says nothing of options; anything else that is not known may hold some. */
function isUnknown(value: Value): boolean {
  if (value.kind === 'alternatives') return value.values.some(isUnknown)
  return (
    value.kind === 'unknown' || value.kind === 'parameter' || value.kind === 'external' || value.kind === 'instance'
  )
}
