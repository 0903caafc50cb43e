/** Names under which nothing may be shown. Compared without signs and capitals: `Set-Cookie`, `set_cookie`, `setCookie`. */
const SECRET =
  /(password|passwd|passphrase|secret|credential|authorization|cookie|token|jwt|apikey|privatekey|secretkey|signingkey|sessionid|cardnumber|pannumber|csrf|xsrf|recoverycode)s?$|^(pwd|pass|auth|sid|pin|otp|totp|cvc|cvv|pan|iban|ssn|sin|signature)$/

/** Values of these are secret where they are text; a count of tokens is none. */
const WHOLE = /^(pin|otp|totp|cvc|cvv|pan|ssn|sin)$/

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

export type IsSecret = (name: string, value: unknown) => boolean

/** How much of what stands under a name is secret. */
type Secrecy = 'nothing' | 'texts' | 'everything'

/** Names are few, and are looked at with every line; more than these are no names but values. */
const MAX_NAMES = 2000

/** @param more Further names, as they are written. */
export function createIsSecretName(more: readonly string[] = []): IsSecret {
  const own = new Set(more.map(plain))
  const known = new Map<string, Secrecy>()

  function secrecyOf(name: string): Secrecy {
    const found = known.get(name)
    if (found) return found
    const word = plain(name)
    const isWhole = own.has(word) || WHOLE.test(word)
    const secrecy = isWhole ? 'everything' : SECRET.test(word) ? 'texts' : 'nothing'
    if (known.size < MAX_NAMES) known.set(name, secrecy)
    return secrecy
  }

  return (name, value) => {
    if (value === undefined || value === null) return false
    const secrecy = secrecyOf(name)
    return secrecy === 'everything' || (secrecy === 'texts' && typeof value !== 'number' && typeof value !== 'boolean')
  }
}
