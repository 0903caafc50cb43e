import type { Attempt, Exchange } from './exchange.ts'
import type { AskedPath, HttpFacts } from './http-facts.ts'

/** How far the length of two pages may be apart that are one page with another nonce. */
const LENGTH_SHARE = 0.1
const COMPARED = 4096

/**
 * An answer that comes for any address says nothing about the one that was asked: one page for all (a browser
 * application), one refusal for all, one redirect for all, one error for all.
 */
export function isCatchAll(attempt: Attempt, { paths }: Pick<HttpFacts, 'paths'>): boolean {
  return attempt.ok && unknownAnswers(paths).some((other) => isSameAnswer(attempt.exchange, other))
}

/**
 * The same, and a guess that is answered where most guesses are: names that users give are the addresses of such a site, as
 * they are of a registry of packages.
 */
export function saysNothing(asked: AskedPath, http: Pick<HttpFacts, 'paths'>): boolean {
  if (isCatchAll(asked.attempt, http)) return true
  return !asked.declared && isAnswered(asked) && answersGuesses(http)
}

const GUESSED = new Set(['health', 'liveness', 'readiness', 'admin', 'debug'])
const FEWEST_GUESSES = 10
/** Of some 40 guesses a service with every usual address has about 10. */
const GUESSES_SHARE = 0.4

function answersGuesses({ paths }: Pick<HttpFacts, 'paths'>): boolean {
  const guesses = paths.filter(({ declared, role, attempt }) => !declared && GUESSED.has(role) && attempt.ok)
  return guesses.length >= FEWEST_GUESSES && guesses.filter(isAnswered).length > guesses.length * GUESSES_SHARE
}

function isAnswered({ attempt }: AskedPath): boolean {
  return attempt.ok && attempt.exchange.status < 300
}

/** What came for addresses that nobody knows. */
export function unknownAnswers(paths: HttpFacts['paths']): Exchange[] {
  return paths.flatMap(({ role, attempt }) => (role === 'unknown-route' && attempt.ok ? [attempt.exchange] : []))
}

function isSameAnswer(one: Exchange, other: Exchange): boolean {
  if (one.status !== other.status || typeOf(one) !== typeOf(other)) return false
  if (one.status >= 300 && one.status < 400) return placeless(one, 'location') === placeless(other, 'location')
  return isPage(one) ? isSamePage(one, other) : placeless(one) === placeless(other)
}

const MARKUP = /<(!doctype|html|head|body|title|div|pre|form|script)\b/i

/** Express calls the word `ok` text/html: markup makes a page. Where the body is not kept, its type has to do. */
export function isPage({ headers, body }: Pick<Exchange, 'headers' | 'body'>): boolean {
  const isHtml = (headers['content-type'] ?? 'text/html').includes('text/html')
  return body === '' ? headers['content-type'] !== undefined && isHtml : isHtml && MARKUP.test(body.slice(0, COMPARED))
}

function isSamePage(one: Exchange, other: Exchange): boolean {
  const apart = Math.abs(one.bodyBytes - other.bodyBytes)
  return titleOf(one) === titleOf(other) && apart <= Math.max(one.bodyBytes, other.bodyBytes) * LENGTH_SHARE + 100
}

function titleOf({ body }: Exchange): string | undefined {
  return /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim()
}

function typeOf({ headers }: Exchange): string | undefined {
  return headers['content-type']?.split(';')[0]?.trim()
}

/** Without what differs from address to address and from moment to moment: the address, numbers, identifiers. */
function placeless({ url, body, headers }: Exchange, header?: string): string {
  const path = pathOf(url)
  const text = header === undefined ? body : (headers[header] ?? '')
  return text
    .slice(0, COMPARED)
    .replaceAll(encodeURIComponent(path), '')
    .replaceAll(path, '')
    .replace(/[0-9a-f]*\d[0-9a-f-]*/gi, '0')
}

/** Path and query of an address. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]+/i, '') || '/'
}
