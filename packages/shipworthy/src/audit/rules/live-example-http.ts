import { project } from './example-kit.ts'
import { asked, exchange, httpFacts, silent } from './live-example-kit.ts'
import type { AskedPath, HttpFacts } from '../facts/live/http-facts.ts'
import type { Exchange } from '../facts/live/exchange.ts'
import type { Example } from './rule.ts'

/** What every rule says that only a running service can answer. */
export const NO_ANSWER: readonly Example[] = [
  {
    name: 'no running system',
    outcome: 'not-applicable',
    files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
  },
  { name: 'a system that does not answer', outcome: 'unknown', live: silent('http') },
]

export const PAGE = '<!doctype html><title>Shop</title><div id="root"></div>'
const HTML = { 'content-type': 'text/html' }
const REFUSED = { status: 404, body: '{"error":"not found"}' }

/** A service that refuses addresses which nobody knows, as it should. */
export function service(paths: readonly AskedPath[], facts: Partial<HttpFacts> = {}): HttpFacts {
  return httpFacts([unknownRoute(REFUSED), ...paths], facts)
}

/** A site that gives one page for every address. */
export function onePage(paths: readonly AskedPath[], facts: Partial<HttpFacts> = {}): HttpFacts {
  return httpFacts([unknownRoute(page()), ...paths], facts)
}

/** That page, as an answer. */
export function page(answer: Partial<Exchange> = {}): Partial<Exchange> {
  return { headers: HTML, body: PAGE, bodyBytes: PAGE.length, ...answer }
}

export function unknownRoute(answer: Partial<Exchange>): AskedPath {
  return asked('/no-such-page', answer, { role: 'unknown-route', origin: 'an address that nobody knows' })
}

/** Paths whose content was recognised. */
export function recognised(
  path: string,
  role: AskedPath['role'],
  sign: string,
  more: Partial<AskedPath> = {},
): AskedPath {
  return { ...asked(path, { body: '', bodyBytes: 812 }, { role, ...more }), sign }
}

export function posted(path: string, answer: Partial<Exchange>): Exchange {
  return exchange({ method: 'POST', url: `https://api.example.com${path}`, ...answer })
}
