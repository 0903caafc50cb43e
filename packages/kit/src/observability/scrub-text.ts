/** What is shown in the place of a secret. */
export const REDACTED = '[redacted]'

type Rule = readonly [pattern: RegExp, replacement: string | ((found: string, ...groups: string[]) => string)]

const SECRET_WORDS = 'password|passwd|pwd|secret|token|access_token|refresh_token|id_token|api_?key|signature|sig|code'

/** Secrets that can be told by what they look like, wherever they stand. */
const RULES: readonly Rule[] = [
  // A value of @shipworthy/kit/secrets. It cannot be opened without the key, and still belongs into no log.
  [/sealed:v1:[\w-]+:[\w-]+/g, '[sealed]'],
  [/\bswkey_[\w-]{43}/g, REDACTED],
  [/(:\/\/[^/?#\s:@]*):[^/?#\s@]*@/g, `$1:${REDACTED}@`],
  [/\b(Bearer|Basic)\s+(?=[^\s]*[\d=])[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  // JSON Web Tokens begin with `{"` in Base64.
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, REDACTED],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [new RegExp(`([?&](?:${SECRET_WORDS})=)[^&\\s#"']+`, 'gi'), `$1${REDACTED}`],
  [/\b(password|passwd|pwd|secret|api_?key)(\s*=\s*)("[^"]*"|'[^']*'|[^\s,;&"']+)/gi, `$1$2${REDACTED}`],
  [/("(?:[\w-]*(?:password|secret|token|api_?key))"\s*:\s*)"[^"]*"/gi, `$1"${REDACTED}"`],
  [/\b\d(?:[ -]?\d){11,18}\b/g, (digits) => (isCardNumber(digits.replace(/[ -]/g, '')) ? REDACTED : digits)],
]

/** What every rule needs at least; most texts have none of it, and looking once is cheaper than ten times. */
const SUSPICIOUS = /:\/\/|=|"\s*:|sealed:|swkey_|eyJ|-----|bearer|basic|(?:\d[ -]?){12}/i

/** Longer texts are cut between words: what a secret looks like cannot be told from a part of it. */
const MAX_LENGTH = 16 * 1024

/**
 * A text for a log: without passwords in URLs, tokens, sealed values, keys and numbers of cards.
 *
 * @example
 * scrubText('postgres://shop:hunter2@db/shop') // postgres://shop:[redacted]@db/shop
 */
export function scrubText(text: string): string {
  if (text.length <= MAX_LENGTH && !SUSPICIOUS.test(text)) return text
  const kept = text.length > MAX_LENGTH ? beginningOf(text) : text
  return RULES.reduce((scrubbed, [pattern, replacement]) => scrubbed.replace(pattern, replacement as string), kept)
}

function beginningOf(text: string): string {
  const space = text.lastIndexOf(' ', MAX_LENGTH)
  return `${text.slice(0, space === -1 ? 0 : space)} … (${text.length} characters)`
}

/** First digits and lengths that cards have: Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay. */
const CARD =
  /^(4\d{12}(\d{3}){0,2}|5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(0[0-5]|[68]\d)\d{11}|6(011|5\d\d)\d{12}|35\d{14}|62\d{14,17})$/

/** ISO/IEC 7812-1: the digits of a card, the last of which is a checksum (Luhn). */
export function isCardNumber(digits: string): boolean {
  if (!CARD.test(digits)) return false
  const sum = [...digits].toReversed().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
