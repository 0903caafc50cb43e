import { literal, unknown, type Value } from './value.ts'

/** Parsed JSON or YAML as a value. */
export function plainToValue(data: unknown): Value {
  if (data === null || typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean')
    return literal(data)
  if (data === undefined) return literal(undefined)
  if (Array.isArray(data)) return { kind: 'list', items: () => data.map(plainToValue), open: false }
  if (typeof data !== 'object') return unknown('data')
  const record = data as Record<string, unknown>
  return {
    kind: 'record',
    keys: () => Object.keys(record),
    get: (key) => (Object.hasOwn(record, key) ? plainToValue(record[key]) : undefined),
    siteOf: () => undefined,
    open: () => false,
  }
}
