import { HealthError } from '../errors.ts'
import { parseDuration, type Duration } from '../units/duration.ts'

/** A time: milliseconds since 1970, a date, or ISO 8601. */
export type Time = number | string | Date

/** Which part of the history, and how it is summed up. */
export interface HistoryQuery {
  check?: string
  from?: Time
  to?: Time
  /** Results are summed up by step; left out: the results themselves. */
  step?: Duration
  /** The newest that many results; 1,000 by default, 100,000 at most. */
  limit?: number
}

const MAX_LIMIT = 100_000
/** Points of one answer. */
const MAX_POINTS = 20_000

export function readTime(value: Time | undefined, name: string): number | undefined {
  if (value === undefined) return undefined
  const isCount = typeof value === 'string' && /^\d+$/.test(value)
  const time = isCount ? Number(value) : typeof value === 'number' ? value : new Date(value).getTime()
  if (!Number.isFinite(time)) refuse(name, 'milliseconds since 1970 or a time such as 2026-01-31T12:00:00Z', value)
  return time
}

export function readLimit(value: number | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!Number.isInteger(value) || value < 1) refuse('limit', 'a whole number from 1', value)
  return Math.min(value, MAX_LIMIT)
}

/** The length of a step, whole minutes from one minute on, since that is what sums are kept by. */
export function readStep(step: unknown, from: number, to: number): number {
  const ms = parseDuration(step)
  if (ms === undefined || ms < 1_000) refuse('step', 'a duration from 1s on, such as 5m', step)
  const stepMs = ms < 60_000 ? Math.round(ms) : Math.ceil(ms / 60_000) * 60_000
  if ((to - from) / stepMs > MAX_POINTS)
    refuse('step', `a longer one: there would be more than ${MAX_POINTS} points`, step)
  return stepMs
}

/** The query of a request; names nobody knows are left alone. */
export function queryOfUrl(query: ReadonlyMap<string, readonly string[]>): HistoryQuery {
  const get = (name: string): string | undefined => query.get(name)?.[0]
  const limit = get('limit')
  const entries = { check: get('check'), from: get('from'), to: get('to'), step: get('step') as Duration | undefined }
  const given = Object.entries(entries).filter(([, value]) => value !== undefined)
  return { ...(Object.fromEntries(given) as HistoryQuery), ...(limit !== undefined && { limit: Number(limit) }) }
}

function refuse(name: string, expected: string, value: unknown): never {
  throw HealthError.of('SW_ERR_HEALTH_QUERY', { name, expected, got: String(value).slice(0, 60) })
}
