import type { Expression } from '../../facts/expression.ts'
import type { SourceFile } from '../../facts/source.ts'
import type { Evaluator } from './evaluator.ts'
import { isNode } from './file-index.ts'
import { alternatives, type RecordValue, type Value } from './value.ts'

/** Names of the language and the platform, which no project puts on `global`. */
const BUILT_IN = new Set(
  `process console global globalThis require module exports import Promise Object Array JSON Math Number String
   Boolean Date Error Map Set Buffer URL URLSearchParams fetch setTimeout setInterval setImmediate clearTimeout
   clearInterval queueMicrotask structuredClone Symbol RegExp parseInt parseFloat isNaN encodeURIComponent
   decodeURIComponent Response Request Headers FormData Intl BigInt Reflect Proxy WeakMap WeakSet AbortSignal
   AbortController crypto performance arguments window document undefined NaN Infinity TypeError RangeError
   TextEncoder TextDecoder Uint8Array Bun Deno React`.split(/\s+/),
)

/**
 * Variables that a file puts on `global` for all others: `global.APP = { … }`. Properties that other files give them are
 * part of them; since more may be added anywhere, such an object is never complete.
 */
export function createGlobals(evaluator: Evaluator): (name: string) => Value | undefined {
  const given = new Map<string, GivenGlobal>()
  /** `null` while a value is being worked out. */
  const values = new Map<string, Value | null>()
  let looked = 0

  /** More files are parsed as the program is followed; each is looked through once. */
  function lookThroughFiles(): void {
    const files = evaluator.sources.parsed()
    for (; looked < files.length; looked++) {
      const file = files[looked]!
      for (const { target, value } of file.assignments) {
        const name = globalName(target)
        if (name !== undefined && !given.has(name)) given.set(name, { file, value })
      }
    }
  }

  return (name) => {
    if (BUILT_IN.has(name)) return undefined
    const known = values.get(name)
    if (known !== undefined) return known ?? undefined
    lookThroughFiles()
    const found = given.get(name)
    if (!found) return undefined
    values.set(name, null)
    const value = evaluator.evaluate(found.file, found.value)
    const whole = value.kind === 'record' ? openRecord(evaluator, value, name) : value
    values.set(name, whole)
    return whole
  }
}

interface GivenGlobal {
  file: SourceFile
  value: Expression
}

/** `global.APP` and `globalThis.APP`. */
function globalName(target: Expression): string | undefined {
  if (!isNode(target) || target.type !== 'member') return undefined
  const { object, property } = target
  const isGlobal =
    isNode(object) && object.type === 'identifier' && (object.name === 'global' || object.name === 'globalThis')
  return isGlobal ? property : undefined
}

function openRecord(evaluator: Evaluator, record: RecordValue, name: string): RecordValue {
  const get = (key: string): Value | undefined => record.get(key) ?? assignedElsewhere(evaluator, name, key)
  return {
    kind: 'record',
    keys: () => record.keys(),
    get,
    siteOf: (key) => record.siteOf(key),
    open: () => true,
    ...(record.site && { site: record.site }),
  }
}

/** `APP.models = …` in any file that was read. */
function assignedElsewhere(evaluator: Evaluator, name: string, key: string): Value | undefined {
  const found = evaluator.sources.parsed().flatMap((file) =>
    file.assignments.flatMap(({ target, value }) => {
      const isIt =
        isNode(target) &&
        target.type === 'member' &&
        target.property === key &&
        isNode(target.object) &&
        target.object.type === 'identifier' &&
        target.object.name === name
      return isIt ? [{ file, value }] : []
    }),
  )
  if (found.length === 0 || found.length > 4) return undefined
  return evaluator.once(`global ${name}.${key} ${found.length}`, () =>
    alternatives(found.map(({ file, value }) => evaluator.evaluate(file, value))),
  )
}
