import { describe, expect, it } from 'vitest'
import { isMaintenance } from './maintenance.ts'
import type { RecurringWindow } from './alert-policy.ts'

const HOUR_MS = 3_600_000
const sundays: RecurringWindow = {
  name: 'patching',
  match: {},
  timeZone: 'Europe/Berlin',
  days: [0],
  hour: 2,
  minute: 30,
  durationMs: HOUR_MS,
}
const at = (text: string, window = sundays): boolean => isMaintenance(window, Date.parse(text))

describe('a recurring window', () => {
  it.each([
    ['2026-01-11T01:29:59Z', false], // 02:29:59 in Berlin
    ['2026-01-11T01:30:00Z', true],
    ['2026-01-11T02:29:59Z', true],
    ['2026-01-11T02:30:00Z', false],
    ['2026-01-12T01:30:00Z', false], // Monday
    ['2026-07-12T00:30:00Z', true], // summer
    ['2026-07-12T01:30:00Z', false],
    // Clocks are put forward: 02:30 does not exist, so 03:30 to 04:30.
    ['2026-03-29T00:59:00Z', false],
    ['2026-03-29T01:29:00Z', false],
    ['2026-03-29T01:30:00Z', true],
    ['2026-03-29T02:29:00Z', true],
    ['2026-03-29T02:30:00Z', false],
    // Clocks are put back: 02:30 comes twice; the window begins at the first and lasts an hour.
    ['2026-10-25T00:30:00Z', true],
    ['2026-10-25T01:29:00Z', true],
    ['2026-10-25T01:30:00Z', false],
  ])('%s: %s', (time, isOn) => expect(at(time)).toBe(isOn))

  it('reaches over midnight and over the day on which clocks change', () => {
    const nights: RecurringWindow = { ...sundays, days: [6], hour: 23, minute: 0, durationMs: 6 * HOUR_MS }
    expect(at('2026-03-28T21:59:00Z', nights)).toBe(false)
    expect(at('2026-03-28T22:00:00Z', nights)).toBe(true)
    expect(at('2026-03-29T03:59:00Z', nights)).toBe(true) // six hours, though clocks show seven
    expect(at('2026-03-29T04:00:00Z', nights)).toBe(false)
  })

  it('may be on days of the month', () => {
    const first: RecurringWindow = { ...sundays, daysOfMonth: [1], hour: 0, minute: 0 }
    delete (first as { days?: unknown }).days
    expect(at('2026-06-30T22:00:00Z', first)).toBe(true) // 1 July in Berlin
    expect(at('2026-07-01T22:00:00Z', first)).toBe(false)
  })
})
