import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Threshold } from '../model/threshold.ts'
import { makeRun, makeSettings } from '../testing/make-run.ts'
import { judgeRun, type Levels } from './judge-run.ts'

/** What a row of values means, one after the other, ten seconds apart. */
function judgeAll(threshold: Threshold, values: readonly number[]): string[] {
  let levels: Levels = {}
  const settings = makeSettings({ thresholds: { value: threshold } })
  return values.map((value, index) => {
    const judged = judgeRun(makeRun(undefined, index * 10_000, { value }), settings, levels)
    levels = judged.levels
    return judged.status
  })
}

describe('thresholds', () => {
  it('hold on to what they said until the value is clear', () => {
    expect(judgeAll({ warning: 85, clear: 75 }, [80, 85, 80, 76, 75, 74.9, 80])).toEqual([
      'healthy',
      'warning',
      'warning',
      'warning',
      'warning',
      'healthy',
      'healthy',
    ])
  })

  it('leave critical as far below its limit as clear is below warning', () => {
    expect(judgeAll({ warning: 80, critical: 90, clear: 75 }, [91, 86, 85, 84, 76, 74])).toEqual([
      'critical',
      'critical',
      'critical',
      'warning',
      'warning',
      'healthy',
    ])
  })

  it('work from below, too', () => {
    expect(judgeAll({ warning: 14, critical: 7, clear: 20, when: 'below' }, [30, 14, 7, 10, 13, 15, 21])).toEqual([
      'healthy',
      'warning',
      'critical',
      'critical',
      'critical',
      'warning',
      'healthy',
    ])
  })

  it('wait for as long as they are told', () => {
    const threshold = { warning: 1, critical: 2, criticalForMs: 30_000 }
    expect(judgeAll(threshold, [2, 2, 2, 2, 0, 2])).toEqual([
      'warning',
      'warning',
      'warning',
      'critical',
      'healthy',
      'warning',
    ])
    expect(judgeAll({ critical: 2, criticalForMs: 30_000 }, [2, 2, 2, 2])).toEqual([
      'healthy',
      'healthy',
      'healthy',
      'critical',
    ])
  })

  it('never flap when a value moves less than the gap between limit and clear', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 75.01, max: 84.99, noNaN: true }), { minLength: 1 }), (values) => {
        expect(new Set(judgeAll({ warning: 85, clear: 75 }, values))).toEqual(new Set(['healthy']))
        expect(new Set(judgeAll({ warning: 85, clear: 75 }, [85, ...values]))).toEqual(new Set(['warning']))
      }),
    )
  })

  it('say what is wrong', () => {
    const settings = makeSettings({ thresholds: { responseTime: { warning: 200 }, poolWaiting: { warning: 1 } } })
    const run = makeRun('healthy', 0, { durationMs: 340.123, measurements: [{ name: 'poolWaiting', value: 4 }] })
    expect(judgeRun(run, settings, {})).toMatchObject({
      status: 'warning',
      message: 'responseTime is 340.12 ms; it should be below 200 ms; poolWaiting is 4; it should be below 1',
    })
  })
})

describe('one run', () => {
  it.each([
    ['threw', 'critical'],
    ['timeout', 'critical'],
    ['invalid', 'unknown'],
  ] as const)('that %s is %s', (fault, status) => {
    expect(judgeRun(makeRun(undefined, 0, { fault }), makeSettings(), {}).status).toBe(status)
  })

  it('is no worse than its check may be', () => {
    const settings = makeSettings({ onFail: 'warning' })
    expect(judgeRun(makeRun(undefined, 0, { fault: 'threw' }), settings, {}).status).toBe('warning')
    expect(judgeRun(makeRun('unknown', 0), settings, {}).status).toBe('unknown')
  })
})
