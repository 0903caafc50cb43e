import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sha256Base64, sha256Hex } from './sha256.ts'

const reference = (text: string): string => createHash('sha256').update(text).digest('base64')

it('is SHA-256', () => {
  expect(sha256Base64('')).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
  for (let length = 0; length < 200; length++)
    expect(sha256Base64('a'.repeat(length))).toBe(reference('a'.repeat(length)))
})

it('agrees with node:crypto on any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(sha256Base64(text)).toBe(reference(text))
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'))
    }),
  )
})
