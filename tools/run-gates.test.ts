import { expect, it } from 'vitest'
import { countsLine, runGates } from './run-gates.ts'

it('runs every gate, and counts and prints how each went', async () => {
  const lines: string[] = []
  const counts = await runGates(
    [
      { name: 'size', run: () => '12 KiB' },
      {
        name: 'types',
        run: () => {
          throw new Error('line one\nline two')
        },
      },
      { name: 'browser', run: async () => ({ skipped: 'none is installed' }) },
      { name: 'last', run: () => undefined },
    ],
    (line) => lines.push(line),
  )
  expect(lines).toEqual([
    '✓ passed   size: 12 KiB',
    '✗ failed   types\n    line one\n    line two',
    '- skipped  browser: none is installed',
    '✓ passed   last',
  ])
  expect(countsLine(counts)).toBe('2 passed, 1 failed, 1 skipped')
})
