import { isPage } from '../../facts/live/catch-all.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import type { HttpFacts } from '../../facts/live/http-facts.ts'

const VISITED: readonly string[] = ['root', 'route', 'debug', 'admin', 'liveness', 'readiness', 'health']

/** Answers with content that a client asked for: no errors, no redirects, nothing empty (204, 304). */
export function contentAnswers({ paths }: HttpFacts): Exchange[] {
  return paths.flatMap(({ role, attempt }) =>
    VISITED.includes(role) && attempt.ok && attempt.exchange.status === 200 && attempt.exchange.bodyBytes > 0
      ? [attempt.exchange]
      : [],
  )
}

/** Pages, which browsers show. */
export function pageAnswers(facts: HttpFacts): Exchange[] {
  return contentAnswers(facts).filter(isPage)
}

/** What a page lacks of the headers that browsers protect it with. */
export function missingHeaders({ headers }: Exchange): string[] {
  const policy = headers['content-security-policy'] ?? ''
  const isFramed = headers['x-frame-options'] === undefined && !/frame-ancestors/i.test(policy)
  return [
    ...(policy === '' ? ['Content-Security-Policy'] : []),
    ...(isFramed ? ['X-Frame-Options'] : []),
    ...(isNosniff(headers) ? [] : ['X-Content-Type-Options']),
  ]
}

export function isNosniff(headers: Exchange['headers']): boolean {
  return /^\s*nosniff\b/i.test(headers['x-content-type-options'] ?? '')
}
