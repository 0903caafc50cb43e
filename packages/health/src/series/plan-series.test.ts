import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pickStep } from './pick-step.ts'
import { levelOf, planSeries } from './plan-series.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Results of the last two days, minutes of a fortnight, hours of 90 days; everything older than two minutes is summed up. */
const now = 100 * DAY + 5 * HOUR + 30 * MINUTE
const coverage = [
  { until: Infinity, since: now - 2 * DAY },
  { until: now - 2 * MINUTE, since: now - 14 * DAY },
  { until: 100 * DAY + 5 * HOUR, since: now - 90 * DAY },
  { until: 100 * DAY, since: 0 },
]

describe('a series', () => {
  it('is read from the coarsest sums that make its step', () => {
    expect([1_000, MINUTE, 5 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY].map(levelOf)).toEqual([-1, 0, 0, 1, 1, 2, 2])
    expect(planSeries({ from: 95 * DAY, to: now, stepMs: DAY }, coverage)).toEqual([
      { level: 2, from: 95 * DAY, to: 100 * DAY },
      { level: 1, from: 100 * DAY, to: 100 * DAY + 5 * HOUR },
      { level: 0, from: 100 * DAY + 5 * HOUR, to: now - 2 * MINUTE },
      { level: -1, from: now - 2 * MINUTE, to: now },
    ])
  })

  it('is read from coarser sums where finer ones are not kept any more', () => {
    expect(planSeries({ from: 0, to: now - 13 * DAY, stepMs: MINUTE }, coverage).map(({ level }) => level)).toEqual([
      2, 1, 0,
    ])
    expect(planSeries({ from: now - DAY, to: now, stepMs: 1_000 }, coverage).map(({ level }) => level)).toEqual([-1])
  })

  it('covers its range once, without gaps', () => {
    fc.assert(
      fc.property(
        fc.nat(100 * 24),
        fc.nat(100 * 24),
        fc.constantFrom(10_000, MINUTE, 15 * MINUTE, HOUR, DAY),
        (start, length, stepMs) => {
          const from = Math.floor((start * HOUR) / stepMs) * stepMs
          const to = from + length * HOUR
          const parts = planSeries({ from, to, stepMs }, coverage)
          let at = from
          for (const part of parts) {
            expect(part.from).toBe(at)
            at = part.to
          }
          expect(at).toBe(to)
        },
      ),
    )
  })

  it('has a few hundred points unless somebody wants more', () => {
    expect([HOUR, 2 * DAY, 30 * DAY, 400 * DAY].map(pickStep)).toEqual([MINUTE, 15 * MINUTE, 6 * HOUR, DAY])
  })
})
