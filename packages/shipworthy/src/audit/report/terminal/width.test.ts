import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitEnd, padEnd, truncateMiddle, visibleWidth, wrapText } from './width.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 80 })
const width = fc.integer({ min: 1, max: 60 })

describe('visibleWidth', () => {
  it('counts cells, not characters', () => {
    expect(visibleWidth('abc')).toBe(3)
    expect(visibleWidth('日本')).toBe(4)
    expect(visibleWidth('🚢')).toBe(2)
    expect(visibleWidth('e\u0301')).toBe(1)
  })
})

it('never makes a text wider than asked', () => {
  fc.assert(
    fc.property(text, width, (value, max) => {
      expect(visibleWidth(fitEnd(value, max).text)).toBeLessThanOrEqual(max)
      expect(fitEnd(value, max).width).toBe(visibleWidth(fitEnd(value, max).text))
      expect(visibleWidth(truncateMiddle(value, max))).toBeLessThanOrEqual(max)
      for (const line of wrapText(value, max)) expect(visibleWidth(line)).toBeLessThanOrEqual(max)
    }),
  )
})

it('leaves what fits as it is', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(fitEnd(value, 200).text).toBe(value)
      expect(truncateMiddle(value, 200)).toBe(value)
      expect(wrapText(value, 200).join(' ').trim()).toBe(value.split(/ +/).join(' ').trim())
    }),
  )
})

it('keeps both ends of a path', () => {
  expect(truncateMiddle('services/api/src/http/create-app.ts:42', 24)).toBe('service…create-app.ts:42')
})

it('pads to a column', () => {
  expect(padEnd('日本', 6)).toBe('日本  ')
})
