import { describe, expect, it } from 'vitest'
import { allowsMajor, nodeRanges } from './node-range.ts'

const RANGES: [range: string, allowed: number[], others: number[]][] = [
  ['>=18', [18, 24, 99], [16]],
  ['>=18.17.0 <21', [18, 20], [17, 21]],
  ['^20.10.0', [20], [19, 21]],
  ['20.x', [20], [21]],
  ['20', [20], [22]],
  ['v22.1.0', [22], [20]],
  ['~22.1', [22], [23]],
  ['18 - 20', [18, 19, 20], [21]],
  ['^18 || ^20 || >=22', [18, 20, 22, 30], [19, 21]],
  ['>= 18', [18], [17]],
  ['>18', [19], [18]],
  ['>18.2', [18, 19], [17]],
  ['<=20.5', [20, 1], [21]],
  ['<21.1', [21], [22]],
  ['*', [1, 99], []],
]

describe('nodeRanges', () => {
  for (const [range, allowed, others] of RANGES)
    it(range, () => {
      const ranges = nodeRanges(range)!
      for (const major of allowed) expect(allowsMajor(ranges, major), String(major)).toBe(true)
      for (const major of others) expect(allowsMajor(ranges, major), String(major)).toBe(false)
    })

  for (const range of ['latest', 'lts/*', 'file:../x', '>=22 <20', 'node 20']) {
    it(`does not understand ${range}`, () => expect(nodeRanges(range)).toBeUndefined())
  }
})
