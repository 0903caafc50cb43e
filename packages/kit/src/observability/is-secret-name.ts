/** Names under which nothing may be shown. Compared without signs and capitals: `Set-Cookie`, `set_cookie`, `setCookie`. */
const SECRET =
  /(password|passwd|passphrase|secret|credential|authorization|cookie|token|jwt|apikey|privatekey|secretkey|signingkey|sessionid|cardnumber|pannumber|csrf|xsrf|recoverycode)s?$|^(pwd|pass|auth|sid|pin|otp|totp|cvc|cvv|pan|iban|ssn|sin|signature)$/

/** Values of these are secret where they are text; a count of tokens is none. */
const WHOLE = /^(pin|otp|totp|cvc|cvv|pan|ssn|sin)$/

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

export type IsSecret = (name: string, value: unknown) => boolean

/** @param more Further names, as they are written. */
export function createIsSecretName(more: readonly string[] = []): IsSecret {
  const own = new Set(more.map(plain))
  return (name, value) => {
    if (value === undefined || value === null) return false
    const word = plain(name)
    if (own.has(word)) return true
    const isScalar = typeof value === 'number' || typeof value === 'boolean'
    return SECRET.test(word) && (!isScalar || WHOLE.test(word))
  }
}
