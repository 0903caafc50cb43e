import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clocksAt, instantOf } from './instant-of.ts'

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16)
const local = (text: string): number => Date.parse(`${text}:00Z`)

describe('clocks of a time zone', () => {
  it.each([
    ['2026-01-15T12:00', 'Europe/Berlin', '2026-01-15T11:00'],
    ['2026-07-15T12:00', 'Europe/Berlin', '2026-07-15T10:00'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30'], // left out: 03:30 on the new clocks
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30'], // comes twice: the first
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45'], // half an hour
    ['2026-01-01T00:00', 'Asia/Kathmandu', '2025-12-31T18:15'],
    ['2026-01-01T00:00', 'UTC', '2026-01-01T00:00'],
  ])('%s in %s', (clocks, zone, instant) => expect(iso(instantOf(local(clocks), zone))).toBe(instant))

  it('are those of the instant that they lead to, unless they are left out', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC')
    const minutes = fc.integer({ min: local('2024-01-01T00:00') / 60_000, max: local('2030-01-01T00:00') / 60_000 })
    fc.assert(
      fc.property(zones, minutes, (zone, minute) => {
        const instant = minute * 60_000
        const clocks = clocksAt(instant, zone)
        const found = instantOf(clocks, zone)
        expect(clocksAt(found, zone)).toBe(clocks)
        expect(found).toBeLessThanOrEqual(instant)
      }),
      { numRuns: 500 },
    )
  })

  it('are of a zone that exists', () => expect(() => clocksAt(0, 'Mars/Olympus')).toThrow(RangeError))
})
