import { pathOf } from '../../facts/live/catch-all.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import type { HttpFacts } from '../../facts/live/http-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { probed } from '../evidence.ts'

/** What a service said to a page of another origin. */
export interface CorsAnswer {
  asked: 'foreign' | 'look-alike' | 'null'
  origin: string
  exchange: Exchange
  /** `*`: anybody, without cookies. `this`: the origin that asked. */
  allows: 'nobody' | 'any' | 'this'
  /** With the cookies of the visitor. */
  credentials: boolean
}

const TRIALS = [
  ['cors:foreign-origin', 'foreign'],
  ['cors:look-alike-origin', 'look-alike'],
  ['cors:null-origin', 'null'],
] as const

/** The answers to requests of other origins (Fetch standard, CORS protocol). */
export function corsAnswers({ trials }: HttpFacts): CorsAnswer[] {
  return TRIALS.flatMap(([trial, asked]) =>
    (trials[trial] ?? []).map((exchange): CorsAnswer => {
      const origin = exchange.sentHeaders['origin'] ?? ''
      const allowed = exchange.headers['access-control-allow-origin']
      return {
        asked,
        origin,
        exchange,
        allows: allowed === '*' ? 'any' : allowed !== undefined && allowed === origin ? 'this' : 'nobody',
        credentials: exchange.headers['access-control-allow-credentials'] === 'true',
      }
    }),
  )
}

/** `GET /me, Origin: https://… → 200 access-control-allow-origin: …, access-control-allow-credentials: …` */
export function corsEvidence({ exchange, origin }: CorsAnswer): Evidence {
  const { method, url, status, headers } = exchange
  const shown = ['access-control-allow-origin', 'access-control-allow-credentials'].map(
    (name) => `${name}: ${headers[name] ?? '(none)'}`,
  )
  return probed(`${method} ${pathOf(url)}, Origin: ${origin}`, `${status} ${shown.join(', ')}`)
}
