const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** What clocks show in a time zone, written as if it were UTC: `Date.UTC(year, month, …)`. Throws for a zone nobody knows. */
export function clocksAt(instant: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
    format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numeric })
    formats.set(timeZone, format)
  }
  const parts: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute)
}

/**
 * The instant at which clocks in a time zone show `clocks`. A time that is left out when clocks are put forward is as much later;
 * of one that comes twice it is the first. (What ISO calendars call "compatible".)
 */
export function instantOf(clocks: number, timeZone: string): number {
  const offsetAt = (instant: number): number => clocksAt(instant, timeZone) - Math.floor(instant / 60_000) * 60_000
  const before = offsetAt(clocks - DAY_MS)
  const after = offsetAt(clocks + DAY_MS)
  const first = clocks - before
  if (before === after || offsetAt(first) === before) return first
  return offsetAt(clocks - after) === after ? clocks - after : first
}
