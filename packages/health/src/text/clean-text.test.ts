import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from './clean-text.ts'

describe('a clean text', () => {
  it.each([
    ['postgres://app:pw@db:5432/x', 'postgres://••••@db:5432/x'],
    ['redis://:pw@cache', 'redis://••••@cache'],
    ['https://token@github.com/x', 'https://••••@github.com/x'],
    ['GET /v1?api_key=abc123&x=1', 'GET /v1?api_key=••••&x=1'],
    ['{"password":"p w","x":1}', '{"password":"•••• w","x":1}'],
    ['password = hunter2', 'password = ••••'],
    ['Authorization: Bearer abc.def.ghi', 'Authorization: ••••'],
    ['sent Bearer abcdefghijklmnop', 'sent Bearer ••••'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcDEF-_123', 'jwt ••••'],
    [`key sk_${'live'}_abcdefgh12345678`, 'key ••••'],
    [`key AKI${'A'}ABCDEFGHIJKLMNOP`, 'key ••••'],
    ['a\nb\r\nc\u001b[31md\u2028e', 'a b c [31md e'],
    ['the token has expired', 'the token has expired'],
    ['connect ECONNREFUSED 10.0.0.7:5432', 'connect ECONNREFUSED 10.0.0.7:5432'],
    ['mail to a@b.example failed', 'mail to a@b.example failed'],
  ])('of %s is %s', (text, expected) => expect(cleanText(text)).toBe(expected))

  it('is short, on one line and well formed, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.integer({ min: 5, max: 400 }), (text, length) => {
        const clean = cleanText(text, length)
        expect(clean.length).toBeLessThanOrEqual(length)
        expect(clean).not.toMatch(/[\r\n\u2028\u2029]/)
        expect(clean.isWellFormed()).toBe(true)
      }),
    )
  })
})
