import { markdownCell } from './markdown.ts'

/** What the pages need of a JSON Schema. */
export interface Schema {
  type?: string
  description?: string
  enum?: string[]
  const?: unknown
  pattern?: string
  format?: string
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  oneOf?: Schema[]
  minimum?: number
  maximum?: number
}

/** Texts with a form of their own, by the end of their pattern. */
const FORMS: readonly [end: string, name: string][] = [
  ['(ms|s|m|h|d)$', 'duration'],
  ['|GiB|TiB)$', 'amount'],
]

/** One row for every key: path, value, meaning. What is of several kinds by its `type` stays one row. */
export function schemaRows(schema: Schema, prefix = ''): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const needed = schema.required?.includes(name) ? ', needed' : ''
    const row = [`\`${prefix}${name}\``, `${typeOf(property)}${needed}`, markdownCell(property.description ?? '')]
    return [row, ...innerRows(property, `${prefix}${name}`)]
  })
}

/** The kinds of something that says what it is by its `type`. */
export function kindsOf(schema: Schema | undefined): Schema[] {
  return (schema?.oneOf ?? []).filter(({ properties }) => properties?.['type']?.const !== undefined)
}

function innerRows(schema: Schema, path: string): string[][] {
  if (kindsOf(schema).length > 0) return []
  const inner = schema.additionalProperties
  return [
    ...(schema.properties ? schemaRows(schema, `${path}.`) : []),
    ...(schema.items ? innerRows(schema.items, `${path}[]`) : []),
    ...(typeof inner === 'object' ? innerRows(inner, `${path}.<${placeholderOf(path)}>`) : []),
    ...(schema.anyOf ?? []).flatMap((one) => innerRows(one, path)),
  ]
}

function placeholderOf(path: string): string {
  return path === 'rules' ? 'id' : 'name'
}

function typeOf(schema: Schema): string {
  const { type, enum: values, const: value, items, anyOf, pattern = '', format } = schema
  if (value !== undefined) return `\`${String(value)}\``
  if (values) return values.map((one) => `\`${one}\``).join(', ')
  const kinds = kindsOf(schema).map(({ properties }) => properties!['type']!)
  if (kinds.length > 0) return `map: ${kinds.map(typeOf).join(', ')}`
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ')
  if (items) return listOf(items)
  if (type === 'object') return 'map'
  const form = FORMS.find(([end]) => pattern.endsWith(end))?.[1] ?? (format === 'uri' ? 'URL' : undefined)
  return form ?? `${type}${rangeOf(schema)}`
}

function listOf(items: Schema): string {
  const inner = typeOf(items)
  return /^\w+$/.test(inner) && inner !== 'map' ? `list of ${inner}s` : 'list'
}

/** As a range, as far as somebody chose one. */
function rangeOf({ minimum, maximum }: Schema): string {
  if (minimum === undefined || minimum === Number.MIN_SAFE_INTEGER) return ''
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? ` from ${minimum}` : ` ${minimum}–${maximum}`
}
