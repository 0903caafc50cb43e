import type { MaintenanceWindow } from '../alerts/state/alert-policy.ts'
import type { AlertMatch } from '../model/alert-match.ts'
import { clocksAt, instantOf } from '../alerts/state/instant-of.ts'
import { readDuration, readList, readObject, readOneOf, readText, refuse } from './read-option.ts'

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const MAX_DURATION_MS = 7 * 86_400_000

/** A window of maintenance, planned once or recurring. */
export function resolveMaintenance(
  given: unknown,
  path: string,
  matchKeys: readonly string[],
  readMatch: (match: Record<string, unknown>, path: string) => AlertMatch,
): MaintenanceWindow {
  const keys = [...matchKeys, 'name', 'timeZone', 'from', 'to', 'at', 'for', 'days', 'daysOfMonth']
  const { name, timeZone, from, to, at, for: time, days, daysOfMonth, ...match } = readObject(given, path, keys)
  const zone = readTimeZone(timeZone ?? 'UTC', `${path}.timeZone`)
  const known = { name: name === undefined ? path : readText(name, `${path}.name`), match: readMatch(match, path) }
  if (from !== undefined || to !== undefined) {
    const begin = instantOf(readClocks(from, `${path}.from`), zone)
    const end = instantOf(readClocks(to, `${path}.to`), zone)
    if (end <= begin) refuse(`${path}.to`, 'a time after from', to)
    return { ...known, from: begin, to: end }
  }
  const [, hour, minute] = (typeof at === 'string' && /^([01]\d|2[0-3]):([0-5]\d)$/.exec(at)) || []
  if (hour === undefined) refuse(`${path}.at`, "a time such as '02:00', or from and to", at)
  const durationMs = readDuration(time, `${path}.for`)
  if (durationMs > MAX_DURATION_MS) refuse(`${path}.for`, 'at most 7 days', time)
  return {
    ...known,
    timeZone: zone,
    hour: Number(hour),
    minute: Number(minute),
    durationMs,
    ...(days !== undefined && {
      days: readList(days, `${path}.days`, (day, at) => WEEKDAYS.indexOf(readOneOf(day, WEEKDAYS, at))),
    }),
    ...(daysOfMonth !== undefined && { daysOfMonth: readList(daysOfMonth, `${path}.daysOfMonth`, readDayOfMonth) }),
  }
}

function readTimeZone(value: unknown, path: string): string {
  try {
    clocksAt(0, readText(value, path))
    return value as string
  } catch {
    refuse(path, "a time zone such as 'Europe/Berlin'", value)
  }
}

/** `2026-11-29T02:00` as if it were UTC. */
function readClocks(value: unknown, path: string): number {
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value)
  const clocks = isTime ? Date.parse(`${value}:00Z`) : Number.NaN
  if (Number.isNaN(clocks)) refuse(path, "a time on the clocks of the zone, such as '2026-11-29T02:00'", value)
  return clocks
}

function readDayOfMonth(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 31)
    refuse(path, 'a day of the month, 1 to 31', value)
  return value
}
