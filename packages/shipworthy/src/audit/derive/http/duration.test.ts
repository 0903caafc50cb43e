import { expect, it } from 'vitest'
import { durationMs } from './duration.ts'

it.each([
  ['60000', 60_000],
  ['15 minutes', 900_000],
  ['1 minute', 60_000],
  ['1h', 3_600_000],
  ['10s', 10_000],
  ['500ms', 500],
  ['1.5 min', 90_000],
  ['2 days', 172_800_000],
  ['soon', undefined],
  [undefined, undefined],
])('durationMs(%j) is %j', (text, expected) => {
  expect(durationMs(text)).toBe(expected)
})
