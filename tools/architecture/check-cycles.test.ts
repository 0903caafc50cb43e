import { describe, expect, it } from 'vitest'
import { checkCycles } from './check-cycles.ts'
import { violationsOf } from './violations-of.ts'

describe('cycles', () => {
  it('of two files are found', () => {
    expect(violationsOf(checkCycles, { 'a.ts': "\nimport './b.ts'", 'b.ts': "import { a } from './a.ts'" })).toEqual([
      'a.ts:2 imports itself: a.ts → b.ts → a.ts',
    ])
  })

  it('are found behind files that are none', () => {
    const files = {
      'entry.ts': "import './x/a.ts'",
      'x/a.ts': "import './b.ts'\nimport './leaf.ts'",
      'x/b.ts': "export * from './c.ts'",
      'x/c.ts': "export const later = () => import('./a.ts')",
      'x/leaf.ts': '',
    }
    expect(violationsOf(checkCycles, files)).toEqual(['x/a.ts:1 imports itself: x/a.ts → x/b.ts → x/c.ts → x/a.ts'])
  })

  it('of types count', () => {
    const files = { 'a.ts': "import type { B } from './b.ts'", 'b.ts': "export type B = import('./a.ts').A" }
    expect(violationsOf(checkCycles, files)).toHaveLength(1)
  })

  it('of one file are found', () => {
    expect(violationsOf(checkCycles, { 'a.ts': "import './a.ts'" })).toHaveLength(1)
  })

  it('are not two ways to the same file', () => {
    const files = {
      'a.ts': "import './b.ts'\nimport './c.ts'",
      'b.ts': "import './d.ts'",
      'c.ts': "import './d.ts'",
      'd.ts': '',
    }
    expect(violationsOf(checkCycles, files)).toEqual([])
  })
})
