import { pathOf } from '../../facts/live/catch-all.ts'
import type { Attempt, Exchange } from '../../facts/live/exchange.ts'
import type { Evidence } from '../../model/outcome.ts'
import { probed } from '../evidence.ts'

/** A conversation as evidence: `GET /health → 503 {"status":"fail"}`. */
export function exchangeEvidence(exchange: Exchange, note?: string): Evidence {
  const { method, url, status, body } = exchange
  return probed(`${method} ${pathOf(url)}`, `${status} ${body}`.trim(), note)
}

/** The same with the headers that matter. */
export function headerEvidence(exchange: Exchange, names: readonly string[], note?: string): Evidence {
  const shown = names.map((name) => `${name}: ${exchange.headers[name] ?? '(none)'}`)
  return probed(`${exchange.method} ${pathOf(exchange.url)}`, `${exchange.status} ${shown.join(', ')}`, note)
}

export function attemptEvidence(path: string, attempt: Attempt, note?: string): Evidence {
  return attempt.ok ? exchangeEvidence(attempt.exchange, note) : probed(`GET ${path}`, attempt.reason, note)
}
