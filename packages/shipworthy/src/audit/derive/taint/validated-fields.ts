import type { Evaluator } from '../program/evaluator.ts'
import { lastName } from '../program/names.ts'
import type { RecordValue, Value } from '../program/value.ts'
import type { Path } from './access.ts'

/** Checks of a schema that leave a text nothing to say: numbers, lists of values, identifiers of a fixed form. */
const NARROW =
  /^(number|int|int32|float32|float64|bigint|boolean|bool|date|uuid|guid|uuidv4|cuid|cuid2|ulid|nanoid|enum|nativeEnum|literal|valid|positive|negative|integer|datetime|objectId|hex|alphanum|picklist|isoDate|stringbool)$/
const TEXT =
  /^(string|min|max|trim|nonempty|optional|nullable|nullish|default|lowercase|toLowerCase|toUpperCase|required|allow|length|describe|coerce|array|object|strict|passthrough|partial|label|catch)$/

const PARSES =
  /^(zod|valibot|yup|joi|@hapi\/joi|superstruct|arktype|ajv)\b.*\.(parse|safeParse|parseAsync|safeParseAsync|validate|validateSync|validateAsync|attempt|cast|assert)$/

export function isParse(name: string): boolean {
  return PARSES.test(name)
}

/** Keys that lead from what a schema's function gives to what was checked: `.data`, `.value`. */
export function pathInInput(name: string, path: Path): Path {
  const isWrapped = /\.safeParse(Async)?$/.test(name) || (/^(joi|@hapi\/joi)/.test(name) && name.endsWith('.validate'))
  return isWrapped ? path.slice(1) : path
}

/** What a schema makes of the field at a path: `text` when a client may still write anything. */
export function fieldKind(evaluator: Evaluator, schema: Value | undefined, path: Path): 'narrow' | 'text' | 'unclear' {
  let current = schema
  for (const key of path) {
    if (key === null) continue
    const fields = current && fieldsOf(evaluator, current)
    if (!fields) break
    current = fields.get(key)
    if (!current) return 'unclear'
  }
  return current ? kindOf(evaluator, current) : 'unclear'
}

function kindOf(evaluator: Evaluator, schema: Value): 'narrow' | 'text' | 'unclear' {
  let isText = false
  for (let current: Value | undefined = schema; current;) {
    const name: string = current.kind === 'instance' || current.kind === 'external' ? lastName(current.name) : ''
    if (current.kind === 'instance') {
      if (NARROW.test(name)) return 'narrow'
      if (!TEXT.test(name)) return 'unclear'
      if (name === 'string') isText = true
      if (name === 'array' && current.call) {
        const item = evaluator.argument(current.call, 0)
        if (item) return kindOf(evaluator, item)
      }
      current = current.parent
    } else current = current.kind === 'external' ? current.receiver : undefined
  }
  return isText ? 'text' : 'unclear'
}

function fieldsOf(evaluator: Evaluator, schema: Value): RecordValue | undefined {
  for (let current: Value | undefined = schema; current?.kind === 'instance' || current?.kind === 'external';) {
    if (current.kind === 'instance' && current.call) {
      const record = evaluator.argument(current.call, 0)
      if (record?.kind === 'record' && /\.(object|keys|strictObject|looseObject|shape|extend)\(\)$/.test(current.name))
        return record
    }
    current = current.kind === 'instance' ? current.parent : current.receiver
  }
  return undefined
}
