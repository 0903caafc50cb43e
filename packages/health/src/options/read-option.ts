import { HealthError } from '../errors.ts'
import { parseDuration } from '../units/duration.ts'

/** Letters, digits and what separates them; a name stands in URLs, labels and files. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/

export function readDuration(value: unknown, path: string): number {
  const ms = parseDuration(value)
  if (ms === undefined || ms <= 0) refuse(path, "a duration such as '10s'", value)
  return ms
}

export function readCount(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) refuse(path, 'a whole number from 1', value)
  return value
}

export function readNumber(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(path, 'a number', value)
  return value
}

export function readText(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') refuse(path, 'a text', value)
  return value
}

export function readName(value: unknown, path: string): string {
  if (typeof value !== 'string' || !NAME.test(value))
    refuse(path, 'a name of letters, digits, _ . : and - that begins with a letter or digit', value)
  return value
}

export function readLabels(value: unknown, path: string): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(path, "labels such as { team: 'data' }", value)
  return Object.freeze(
    Object.fromEntries(
      Object.entries(value).map(([name, label]) => [readName(name, path), readText(label, `${path}.${name}`)]),
    ),
  )
}

export function readList<T>(value: unknown, path: string, read: (entry: unknown, path: string) => T): readonly T[] {
  if (!Array.isArray(value)) refuse(path, 'an array', value)
  return value.map((entry, index) => read(entry, `${path}[${index}]`))
}

/** The entries of an object that has no others: an option nobody knows is a typing error. */
export function readObject(value: unknown, path: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, 'an object', value)
  for (const key of Object.keys(value))
    if (!known.includes(key)) refuse(`${path}.${key}`, `one of the options ${known.join(', ')}`, key)
  return value as Record<string, unknown>
}

export function readOneOf<T extends string>(value: unknown, allowed: readonly T[], path: string): T {
  const found = allowed.find((entry) => entry === value)
  if (found === undefined) refuse(path, allowed.map((entry) => `'${entry}'`).join(' or '), value)
  return found
}

/** Throws: the option at `path` is not what is `expected`. */
export function refuse(path: string, expected: string, value: unknown): never {
  throw HealthError.of('SW_ERR_HEALTH_OPTION', { path, expected, got: describe(value) })
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 60)}'`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return String(value)
}
