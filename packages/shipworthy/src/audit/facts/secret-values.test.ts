import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlaceholder, isSecretName, looksGenerated } from './secret-values.ts'

describe('what a value says of itself', () => {
  it('takes what stands for a secret for a placeholder', () => {
    for (const value of ['changeme', '<your key>', '${JWT_SECRET}', 'xxxxxxxx', ''])
      expect(isPlaceholder(value, 'JWT_SECRET'), value).toBe(true)
    expect(isPlaceholder('q8Zr2Lw9Xk4Tn7Vb1Hs6', 'JWT_SECRET')).toBe(false)
  })

  it('never takes a placeholder for a generated value', () => {
    const word = fc.constantFrom('changeme', 'your-secret-here', '${X}', 'example', 'xxxxxxxxxxxxxxxxxxxx')
    fc.assert(fc.property(word, (text) => !looksGenerated(text)))
    expect(looksGenerated('q8Zr2Lw9Xk4Tn7Vb1Hs6')).toBe(true)
  })

  it('knows names of secrets from names about them', () => {
    expect(['JWT_SECRET', 'STRIPE_API_KEY', 'DB_PASSWORD'].filter((name) => !isSecretName(name))).toEqual([])
    expect(['TOKEN_TTL', 'PORT', 'PASSWORD_MIN_LENGTH'].filter(isSecretName)).toEqual([])
  })
})
