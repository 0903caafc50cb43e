import type { SourceFile } from '../../facts/source.ts'
import type { Evaluator } from './evaluator.ts'
import { isNode } from './file-index.ts'
import { alternatives, type RecordValue, type Value } from './value.ts'

/** Names of the language and the platform, which no project puts on `global`. */
const BUILT_IN =
  /^(process|console|global|globalThis|require|module|exports|import|Promise|Object|Array|JSON|Math|Number|String|Boolean|Date|Error|Map|Set|Buffer|URL|URLSearchParams|fetch|setTimeout|setInterval|setImmediate|clearTimeout|clearInterval|queueMicrotask|structuredClone|Symbol|RegExp|parseInt|parseFloat|isNaN|encodeURIComponent|decodeURIComponent|Response|Request|Headers|FormData|Intl|BigInt|Reflect|Proxy|WeakMap|WeakSet|AbortSignal|AbortController|crypto|performance|arguments|window|document|undefined|NaN|Infinity|TypeError|RangeError|TextEncoder|TextDecoder|Uint8Array|Bun|Deno|React)$/

/**
 * Variables that a file puts on `global` for all others: `global.APP = { … }`. Properties that other files give them are
 * part of them; since more may be added anywhere, such an object is never complete.
 */
export function createGlobals(evaluator: Evaluator): (name: string) => Value | undefined {
  const known = new Map<string, { parsed: number; value: Value | undefined }>()
  return (name) => {
    if (BUILT_IN.test(name)) return undefined
    const files = evaluator.sources.parsed()
    const before = known.get(name)
    if (before && (before.value || before.parsed === files.length)) return before.value
    known.set(name, { parsed: files.length, value: undefined })
    const value = findGlobal(evaluator, files, name)
    known.set(name, { parsed: files.length, value })
    return value
  }
}

function findGlobal(evaluator: Evaluator, files: readonly SourceFile[], name: string): Value | undefined {
  for (const file of files) {
    const assignment = file.assignments.find(({ target }) => isGlobalMember(target, name))
    if (!assignment) continue
    const value = evaluator.evaluate(file, assignment.value)
    return value.kind === 'record' ? openRecord(evaluator, value, name) : value
  }
  return undefined
}

function isGlobalMember(target: SourceFile['assignments'][number]['target'], name: string): boolean {
  if (!isNode(target) || target.type !== 'member' || target.property !== name) return false
  return (
    isNode(target.object) && target.object.type === 'identifier' && /^(global|globalThis)$/.test(target.object.name)
  )
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
