import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeResult } from '../testing/make-result.ts'
import { latencyQuantile } from './latency.ts'
import { mergeSeries, rollUp } from './roll-up.ts'

const results = fc.array(
  fc
    .record({
      startedAt: fc.integer({ min: 0, max: 500_000_000 }),
      durationMs: fc.integer({ min: 0, max: 20_000 }),
      status: fc.constantFrom('healthy', 'warning', 'unknown', 'critical'),
      failed: fc.boolean(),
      value: fc.option(fc.integer({ min: -1_000, max: 1_000 }), { nil: undefined }),
    })
    .map(({ startedAt, failed, value, ...more }) =>
      makeResult(startedAt, {
        ...more,
        ...(failed && more.status === 'warning' && { failed }),
        ...(value !== undefined && { value }),
      }),
    ),
  { maxLength: 60 },
)

describe('summing up', () => {
  it('gives the same in any order and in any batches', () => {
    fc.assert(
      fc.property(results, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 10 }), (all, random, size) => {
        const shuffled = all.map((result) => ({ result, order: random.next().value as number }))
        shuffled.sort((a, b) => a.order - b.order)
        const batches: ReturnType<typeof rollUp>[] = []
        for (let start = 0; start < all.length; start += size)
          batches.push(
            rollUp(
              shuffled.slice(start, start + size).map(({ result }) => result),
              60_000,
            ),
          )
        expect(mergeSeries(batches.flat(), 60_000)).toEqual(rollUp(all, 60_000))
      }),
    )
  })

  it('gives the same by way of finer steps', () => {
    fc.assert(
      fc.property(results, (all) => {
        const hours = mergeSeries(rollUp(all, 60_000), 3_600_000)
        expect(hours).toEqual(rollUp(all, 3_600_000))
        expect(mergeSeries(hours, 86_400_000)).toEqual(rollUp(all, 86_400_000))
      }),
    )
  })

  it('counts every result once', () => {
    fc.assert(
      fc.property(results, (all) => {
        const points = rollUp(all, 3_600_000)
        const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
        expect(sum(points.map(({ count }) => count))).toBe(all.length)
        expect(sum(points.flatMap(({ latency }) => latency))).toBe(all.length)
        for (const { ok, up, count } of points) expect(ok <= up && up <= count).toBe(true)
      }),
    )
  })

  it('says which duration a share did not exceed', () => {
    const [point] = rollUp(
      [3, 3, 3, 3, 3, 3, 3, 3, 3, 400].map((durationMs, index) => makeResult(index, { durationMs })),
      1_000,
    )
    expect(latencyQuantile(point!.latency, 0.5)).toBeLessThanOrEqual(5)
    expect(latencyQuantile(point!.latency, 0.99)).toBeGreaterThan(250)
    expect(latencyQuantile([0, 0], 0.5)).toBeUndefined()
  })
})
