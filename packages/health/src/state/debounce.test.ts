import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankOf, STATUSES, type Status } from '../model/status.ts'
import { debounce, NO_STREAKS, type Streaks } from './debounce.ts'

const LIMITS = { failAfter: 3, recoverAfter: 2 }

/** The statuses after each of some results. */
function walk(start: Status, results: readonly Status[], limits = LIMITS): Status[] {
  let current = start
  let streaks: Streaks = NO_STREAKS
  return results.map((result) => {
    ;({ status: current, streaks } = debounce(current, streaks, result, limits))
    return current
  })
}

describe('debouncing', () => {
  it('takes three bad results to get worse and two good ones to get better', () => {
    expect(walk('healthy', ['critical', 'critical', 'critical', 'healthy', 'healthy'])).toEqual([
      'healthy',
      'healthy',
      'critical',
      'critical',
      'healthy',
    ])
  })

  it('counts bad results of different kinds together, up to the least of them', () => {
    expect(walk('healthy', ['critical', 'warning', 'critical']).at(-1)).toBe('warning')
    expect(walk('critical', ['warning', 'healthy']).at(-1)).toBe('warning')
  })

  it('is not moved by what alternates', () => {
    const flapping = Array.from({ length: 200 }, (_, i): Status => (i % 2 ? 'healthy' : 'critical'))
    expect(new Set(walk('healthy', flapping))).toEqual(new Set(['healthy']))
    expect(new Set(walk('critical', flapping))).toEqual(new Set(['critical']))
  })
})

describe('debouncing, whatever comes', () => {
  const status = fc.constantFrom(...STATUSES)
  const limits = fc.record({ failAfter: fc.integer({ min: 1, max: 5 }), recoverAfter: fc.integer({ min: 1, max: 5 }) })

  it('moves only after enough results in a row on that side, and ends where they are', () => {
    fc.assert(
      fc.property(status, fc.array(status, { maxLength: 40 }), limits, (start, results, chosen) => {
        let before = start
        walk(start, results, chosen).forEach((now, index) => {
          const worse = rankOf(now) > rankOf(before)
          const needed = worse ? chosen.failAfter : chosen.recoverAfter
          const recent = results.slice(Math.max(0, index + 1 - needed), index + 1)
          if (now !== before) {
            expect(recent).toHaveLength(needed)
            expect(recent.every((one) => (worse ? rankOf(one) >= rankOf(now) : rankOf(one) <= rankOf(now)))).toBe(true)
          }
          before = now
        })
      }),
    )
  })

  it('arrives at what stays', () => {
    fc.assert(
      fc.property(status, fc.array(status, { maxLength: 20 }), status, limits, (start, noise, last, chosen) => {
        const settled = Array.from({ length: Math.max(chosen.failAfter, chosen.recoverAfter) }, () => last)
        expect(walk(start, [...noise, ...settled], chosen).at(-1)).toBe(last)
      }),
    )
  })

  it('follows at once when one result is enough', () => {
    fc.assert(
      fc.property(status, fc.array(status), (start, results) => {
        expect(walk(start, results, { failAfter: 1, recoverAfter: 1 })).toEqual(results)
      }),
    )
  })
})
