import type { AlertContext } from './alert-context.ts'
import type { AlertBook } from './alert-book.ts'
import type { MaintenanceWindow, RecurringWindow } from './alert-policy.ts'
import { matches, type Matched } from './matches.ts'
import { clocksAt, instantOf } from './instant-of.ts'

const DAY_MS = 86_400_000

/** Whether a silence or maintenance is on for it. */
export function isMuted(trouble: Matched, book: AlertBook, { policy, wall }: AlertContext): boolean {
  const spans = [...book.silences, ...policy.silences]
  return (
    spans.some(({ from, to, match }) => from <= wall && wall < to && matches(match, trouble)) ||
    policy.maintenance.some((window) => matches(window.match, trouble) && isMaintenance(window, wall))
  )
}

/** Whether a moment, in milliseconds since 1970, is in a window. */
export function isMaintenance(window: MaintenanceWindow, wall: number): boolean {
  return 'from' in window ? window.from <= wall && wall < window.to : isRecurring(window, wall)
}

/** Looks at the beginnings of the days that reach into the moment: clocks that are changed meanwhile change no duration. */
function isRecurring(window: RecurringWindow, wall: number): boolean {
  const { timeZone, hour, minute, durationMs } = window
  const today = Math.floor(clocksAt(wall, timeZone) / DAY_MS) * DAY_MS
  // A day more than the duration: a beginning moved by a change of clocks is still found.
  for (let day = today; day >= today - durationMs - DAY_MS; day -= DAY_MS) {
    if (!isDayOf(window, new Date(day))) continue
    const from = instantOf(day + (hour * 60 + minute) * 60_000, timeZone)
    if (from <= wall && wall < from + durationMs) return true
  }
  return false
}

function isDayOf({ days, daysOfMonth }: RecurringWindow, day: Date): boolean {
  return (days?.includes(day.getUTCDay()) ?? true) && (daysOfMonth?.includes(day.getUTCDate()) ?? true)
}
