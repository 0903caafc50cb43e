import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateSecretKeys } from './key-pair.ts'
import { isSealed, openSealed, rotateSealed, seal } from './seal.ts'

const keys = generateSecretKeys()

describe('sealed values', () => {
  it('open to what was sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string(), (value, context) => {
        const sealed = seal(value, keys.publicKey, context)
        expect(isSealed(sealed)).toBe(true)
        expect(openSealed(sealed, [keys.privateKey], context)).toBe(value)
      }),
    )
  })

  it('differ each time, so that equal secrets do not show', () => {
    expect(seal('same', keys.publicKey)).not.toBe(seal('same', keys.publicKey))
  })

  it('do not open when any character was changed', () => {
    const sealed = seal('a secret', keys.publicKey, 'DATABASE_URL')
    fc.assert(
      fc.property(fc.nat({ max: sealed.length - 1 }), fc.constantFrom('A', 'b', '7', '_', ':'), (at, character) => {
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1)
        // The last character of base64 may hold bits that stand for nothing.
        fc.pre(changed !== sealed && at < sealed.length - 1)
        expect(() => openSealed(changed, [keys.privateKey], 'DATABASE_URL')).toThrow('cannot be opened')
      }),
      { numRuns: 300 },
    )
  })

  it('do not open for another variable or with another key', () => {
    const sealed = seal('a secret', keys.publicKey, 'DATABASE_URL')
    expect(() => openSealed(sealed, [keys.privateKey], 'REDIS_URL')).toThrow('belongs to something else')
    expect(() => openSealed(sealed, [generateSecretKeys().privateKey], 'DATABASE_URL')).toThrow('not at hand')
  })

  it('change their key', () => {
    const next = generateSecretKeys()
    const rotated = rotateSealed(seal('a secret', keys.publicKey, 'X'), keys.privateKey, next.publicKey, 'X')
    expect(openSealed(rotated, [keys.privateKey, next.privateKey], 'X')).toBe('a secret')
    expect(() => openSealed(rotated, [keys.privateKey], 'X')).toThrow('not at hand')
  })

  it('say nothing of a key that is no key', () => {
    expect(() => seal('value', 'hunter2-password')).toThrow(
      expect.objectContaining({ code: 'SW_ERR_KIT_KEY', message: expect.not.stringContaining('hunter2') }),
    )
  })
})
