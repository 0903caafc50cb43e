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
