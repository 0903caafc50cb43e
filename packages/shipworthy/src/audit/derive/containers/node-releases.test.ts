import { describe, expect, it } from 'vitest'
import { majorOfVersionFile, newestMajorAllowed, nodeSupport, oldestMajorAllowed } from './node-releases.ts'

describe('node releases', () => {
  it.each([
    ['18', 18, 18],
    ['^18 || ^20', 20, 18],
    ['14.x.x', 14, 14],
    ['>=18 <21', 20, 18],
    ['>=20.12 <21 || 24 <24.17.0', 24, 20],
    ['22 - 26', 26, 22],
    ['<=20', 20, undefined],
    ['>=18', undefined, 18],
    ['16 || >=18', undefined, 16],
    ['*', undefined, undefined],
  ])('reads the range %s', (range, newest, oldest) => {
    expect(newestMajorAllowed(range)).toBe(newest)
    expect(oldestMajorAllowed(range)).toBe(oldest)
  })

  it.each([
    ['v18.17.0', 18],
    ['lts/iron', 20],
    ['lts/*', 'moving'],
    ['system', undefined],
  ])('reads the version file %s', (value, major) => {
    expect(majorOfVersionFile(value)).toBe(major)
  })

  it('counts full months since the end', () => {
    expect(nodeSupport(18, new Date('2025-04-30T12:00:00Z'))).toMatchObject({ isOver: false, monthsOver: 0 })
    expect(nodeSupport(18, new Date('2026-04-29T12:00:00Z'))).toMatchObject({ isOver: true, monthsOver: 11 })
    expect(nodeSupport(18, new Date('2026-05-01T12:00:00Z'))).toMatchObject({ isOver: true, monthsOver: 12 })
    expect(nodeSupport(99, new Date())).toBeUndefined()
  })
})
