import { describe, expect, it } from 'vitest'
import { parseBytes } from './bytes.ts'
import { formatDuration, parseDuration } from './duration.ts'

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['6h', 21_600_000],
    ['1d', 86_400_000],
    ['0s', 0],
  ])('reads %s', (text, ms) => expect(parseDuration(text)).toBe(ms))
  it.each(['10', '10 s', 's', '', '-1s', '1e3s', '10sec', 10, null, undefined, '١s'])('refuses %s', (value) =>
    expect(parseDuration(value)).toBeUndefined(),
  )
  it.each([
    [340, '340 ms'],
    [1_000, '1 s'],
    [90_000, '90 s'],
    [300_000, '5 m'],
    [86_400_000, '1 d'],
    [1_234.5, '1234.5 ms'],
  ])('writes %s as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))
})

describe('amounts', () => {
  it.each([
    ['512MiB', 536_870_912],
    ['1.5GB', 1_500_000_000],
    ['7B', 7],
    ['2kB', 2_000],
  ])('reads %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes))
  it.each(['512', '1 GiB', '1XB', 'iB', '1kiB', 7])('refuses %s', (value) => expect(parseBytes(value)).toBeUndefined())
})
