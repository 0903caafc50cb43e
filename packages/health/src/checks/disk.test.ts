import { statfsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitHoursUntilFull } from '../probes/disk.ts'
import { measured, runOnce } from '../testing/run-once.ts'
import { disk } from './disk.ts'

const PATIENT = { timeout: '20s' } as const
const HOUR_MS = 3_600_000
const GIB = 2 ** 30

describe('disk', () => {
  it('is measured as df does, inodes too', async () => {
    const { blocks, bfree, bavail } = statfsSync('/proc/..')
    const result = await runOnce(disk({ path: '/', warning: 100.1, critical: 100.2, ...PATIENT }))
    expect(result).toMatchObject({ check: 'disk', status: 'healthy', unit: 'percent' })
    expect(result.value).toBeCloseTo((100 * (blocks - bfree)) / (blocks - bfree + bavail), 0)
    expect(measured(result)['free']).toBeLessThan(measured(result)['total']!)
    expect(measured(result)).not.toHaveProperty('hoursUntilFull')
  })

  it('is judged by its limits', async () => {
    expect(await runOnce(disk({ path: '/', warning: 0, critical: 101, ...PATIENT }))).toMatchObject({
      status: 'warning',
    })
    expect(await runOnce(disk({ path: '/', warning: 0, critical: 0, ...PATIENT }))).toMatchObject({
      status: 'critical',
    })
  })

  it('that is not there is critical', async () => {
    expect(await runOnce(disk({ path: '/nowhere/at/all', ...PATIENT }))).toMatchObject({
      status: 'critical',
      message: expect.stringContaining('ENOENT'),
    })
  })
})

describe('hours until full', () => {
  const fill = (hours: number, perHour: number, free = 10 * GIB) =>
    Array.from({ length: 61 }, (_, index) => ({
      atMs: (index * hours * HOUR_MS) / 60,
      freeBytes: free - (index * hours * perHour) / 60,
    }))

  it('follow the line', () => {
    expect(fitHoursUntilFull(fill(6, GIB), HOUR_MS)).toBeCloseTo(4)
    expect(fitHoursUntilFull(fill(1, GIB / 10), HOUR_MS)).toBeCloseTo(99)
  })

  it('are unknown as long as little has been seen, and when nothing fills up', () => {
    expect(fitHoursUntilFull(fill(0.5, GIB), HOUR_MS)).toBeUndefined()
    expect(fitHoursUntilFull(fill(6, 0), HOUR_MS)).toBeUndefined()
    expect(fitHoursUntilFull(fill(6, -GIB), HOUR_MS)).toBeUndefined()
    expect(fitHoursUntilFull([{ atMs: 0, freeBytes: 1 }], HOUR_MS)).toBeUndefined()
  })

  it('are not fooled by logs that are rotated', () => {
    const rotated = fill(6, GIB).map(({ atMs }, index) => ({ atMs, freeBytes: 10 * GIB - (index % 10) * GIB }))
    expect(fitHoursUntilFull(rotated, HOUR_MS) ?? Infinity).toBeGreaterThan(24)
  })

  it('are a positive number, or nothing', () => {
    const sample = fc.record({
      atMs: fc.integer({ min: 0, max: 1e9 }),
      freeBytes: fc.integer({ min: 0, max: 2 ** 50 }),
    })
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 61 }), (samples) => {
        const hours = fitHoursUntilFull(
          samples.toSorted((a, b) => a.atMs - b.atMs),
          1,
        )
        return hours === undefined || (hours >= 0 && Number.isFinite(hours))
      }),
    )
  })
})
