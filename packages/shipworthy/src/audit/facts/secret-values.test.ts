import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as derived from '../derive/secret-values.ts'
import { isPlaceholder, isSecretName, looksGenerated } from './secret-values.ts'

/** What masks keep a value alike by is what rules judge it by. */
it('judges as the rules do', () => {
  const value = fc.oneof(
    fc.string(),
    fc.base64String(),
    fc.constantFrom('changeme', '${X}', 'q8Zr2Lw9Xk4Tn7Vb1Hs6'),
    fc.uuid(),
  )
  const name = fc.constantFrom('', 'JWT_SECRET', 'API_KEY', 'TOKEN_TTL', 'PRIVATE_KEY', 'jwt_secret')
  fc.assert(
    fc.property(value, name, (text, variable) => {
      expect(isPlaceholder(text, variable)).toBe(derived.isPlaceholder(text, variable))
      expect(looksGenerated(text)).toBe(derived.looksGenerated(text))
      expect(isSecretName(variable)).toBe(derived.isSecretName(variable))
    }),
  )
})
