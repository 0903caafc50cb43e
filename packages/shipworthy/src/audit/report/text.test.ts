import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLines, cleanText, escapeHtml } from './text.ts'

/** Any code unit at all, with what is dangerous made likely. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        '\u001b[31m',
        '\u009b2J',
        '\u001b]8;;http://x\u0007',
        '\u202e',
        '\u2066',
        '\r\n',
        '\u0000',
        '\ud800',
      ),
    ),
  )
  .map((parts) => parts.join(''))

// eslint-disable-next-line no-control-regex -- these are what must not survive
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

describe('cleanText', () => {
  it('lets no control, escape or bidi character through', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const clean = cleanText(text)
        expect(clean).not.toMatch(CONTROLS)
        expect(clean).not.toMatch(BIDI)
        expect(clean).not.toMatch(/[\u2028\u2029\ufeff\u200b-\u200d]/)
        expect(clean.isWellFormed()).toBe(true)
      }),
    )
  })

  it('shows what was there, and leaves ordinary text alone', () => {
    expect(cleanText('\u001b[31mred\u202etxt')).toBe('\\u{1b}[31mred\\u{202e}txt')
    expect(cleanText('two\r\nlines\tand a tab')).toBe('two  lines and a tab')
    expect(cleanText('src/größe/日本語.ts · “x” 🚢 ••••')).toBe('src/größe/日本語.ts · “x” 🚢 ••••')
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text))
      }),
    )
  })
})

describe('cleanLines', () => {
  it('keeps line ends and nothing else that is invisible', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const clean = cleanLines(text).replaceAll('\n', '')
        expect(clean).not.toMatch(CONTROLS)
        expect(clean).not.toMatch(BIDI)
      }),
    )
    expect(cleanLines('a\r\n\tb\u001b')).toBe('a\n  b\\u{1b}')
  })
})

describe('escapeHtml', () => {
  it('leaves no character that could end a text or an attribute', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeHtml(text)
        expect(escaped).not.toMatch(/[<>"']/)
        expect(escaped).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/)
      }),
    )
  })

  it('can be read back', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
        expect(escapeHtml(text).replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!)).toBe(text)
      }),
    )
  })
})
