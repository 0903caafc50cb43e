import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { average, correctedLatencies, quantile } from './corrected-latencies.ts'

const LATENCIES = fc.array(fc.double({ min: 0, max: 10_000, noNaN: true }), { minLength: 1, maxLength: 200 })

describe('correctedLatencies', () => {
  it('adds those that would have waited meanwhile', () => {
    expect([...correctedLatencies([100, 100, 500], 100)]).toEqual([100, 100, 100, 200, 300, 400, 500])
  })

  it('leaves latencies as they are where nobody had to wait', () => {
    expect([...correctedLatencies([120, 199, 100], 100)]).toEqual([100, 120, 199])
    expect([...correctedLatencies([5, 4_000], 0)]).toEqual([5, 4_000])
  })

  it('keeps each latency and its maximum, and adds what a steady sender would have sent', () => {
    fc.assert(
      fc.property(LATENCIES, fc.double({ min: 1, max: 1_000, noNaN: true }), (latencies, intervalMs) => {
        const corrected = correctedLatencies(latencies, intervalMs)
        const added = latencies.reduce((sum, latency) => sum + Math.max(0, Math.floor(latency / intervalMs) - 1), 0)
        expect(corrected.at(-1)).toBe(Math.max(...latencies))
        // A quotient that is nearly whole may be rounded either way.
        expect(Math.abs(corrected.length - latencies.length - added)).toBeLessThanOrEqual(latencies.length)
        expect(corrected).toEqual(corrected.toSorted())
      }),
    )
  })
})

describe('quantile', () => {
  it('is the least value that so many do not exceed', () => {
    const sorted = Float64Array.from({ length: 100 }, (_, index) => index + 1)
    expect([0.01, 0.5, 0.95, 0.99, 1].map((share) => quantile(sorted, share))).toEqual([1, 50, 95, 99, 100])
    expect(quantile(Float64Array.of(7), 0.5)).toBe(7)
  })

  it('of nothing is nothing', () => {
    expect([quantile(new Float64Array(), 0.95), average(new Float64Array())]).toEqual([0, 0])
  })
})
