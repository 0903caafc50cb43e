import type { Exchange } from '../../facts/live/exchange.ts'
import type { HttpFacts } from '../../facts/live/http-facts.ts'

/** Everything that was answered with an error, and whether an error handler has had to do with it. */
export interface ErrorAnswer {
  exchange: Exchange
  /** Something threw. An address that nobody knows is answered without that. */
  isThrown: boolean
}

const BAD_INPUT = ['error:bad-id', 'body:malformed-json', 'body:oversized']

export function errorAnswers({ paths, trials }: HttpFacts): ErrorAnswer[] {
  const asked = paths.flatMap(({ attempt, role }) => (attempt.ok && role !== 'artefact' ? [attempt.exchange] : []))
  const provoked = BAD_INPUT.flatMap((name) => trials[name] ?? [])
  return [...provoked, ...asked]
    .filter(({ status }) => status >= 400)
    .map((exchange) => ({
      exchange,
      isThrown:
        exchange.status >= 500 || (exchange.sentBody !== undefined && /^4(00|13|15|22)$/.test(String(exchange.status))),
    }))
}
