import { expect, it } from 'vitest'
import type { ProfileEntry } from '../../model/report.ts'
import { sampleReport } from '../../testing/sample-report.ts'
import { renderTerminal } from '../terminal.ts'

type Value = ProfileEntry['values'][number]

function linesFor(values: Value[], width = 100): string[] {
  const lines = renderTerminal(sampleReport({ profile: [{ label: 'Mounted', values }] }), {
    color: false,
    width,
  }).split('\n')
  const start = lines.indexOf('Service') + 1
  return lines.slice(start, lines.indexOf('', start))
}

const on = (count: number): Value[] =>
  Array.from({ length: count }, (_, index) => ({ text: `part-${index}`, state: 'on' }))

it('says why something is not in force, and where', () => {
  const values: Value[] = [
    { text: 'helmet', state: 'off', reason: 'commented out', file: 'server.js', line: 7 },
    { text: 'cors', state: 'unknown', reason: 'CORS_ON decides' },
  ]
  expect(linesFor(values, 120)).toEqual([
    '  Mounted  helmet present but disabled (commented out) server.js:7, cors not certain (CORS_ON decides)',
  ])
})

it('hides what is in force before it hides what is not', () => {
  const values: Value[] = [...on(9), { text: 'helmet', state: 'off', reason: 'commented out' }]
  expect(linesFor(values).join('\n')).toBe(
    '  Mounted  part-0, part-1, part-2, part-3, part-4, helmet present but disabled (commented out)\n            … and 4 more',
  )
})

it('is never wider than the terminal', () => {
  const reason = 'behind `settings.features.security.headers && !settings.isBehindGateway`'
  for (const state of ['off', 'unknown'] as const) {
    const lines = linesFor([{ text: 'helmet', state, reason, file: 'src/server.js', line: 7 }, ...on(9)], 48)
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(48)
  }
})
