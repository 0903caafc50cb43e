import type { Exchange } from '../facts/live/exchange.ts'
import type { LiveFacts } from '../facts/live/live-facts.ts'
import type { LimitFacts, LimitTrial } from '../facts/live/limit-facts.ts'
import { exchange, running } from './live-example-kit.ts'

/** A running system that was asked too often. */
export function askedOften(trials: readonly LimitTrial[], { local = false }: Partial<LimitFacts> = {}): LiveFacts {
  const target = 'limits of https://api.example.com'
  return running({ limits: { target, local, trials: [...trials] } }, { active: true })
}

/** The same request again and again: all were answered alike, unless some were refused. */
export function limitTrial(trial: Partial<LimitTrial>, status = 200): LimitTrial {
  const { what = 'burst', sent = 300, refusal } = trial
  const answered = refusal ? refusal.after : sent
  return {
    what,
    method: what === 'login' ? 'POST' : 'GET',
    path: what === 'login' ? '/login' : what === 'health' ? '/health' : '/users',
    sent: refusal ? refusal.after + 1 : sent,
    durationMs: 2000,
    statuses: { [status]: answered, ...(refusal && { 429: 1 }) },
    first: exchange({ status }),
    last: exchange({ status: refusal ? 429 : status }),
    ...trial,
  }
}

/** Refused after so many. */
export function refused(after: number, headers: Exchange['headers'] = {}): NonNullable<LimitTrial['refusal']> {
  return { after, exchange: exchange({ status: 429, headers, body: 'Too many requests' }) }
}
