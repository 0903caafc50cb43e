import type { Exchange } from '../../facts/live/exchange.ts'
import type { LimitTrial } from '../../facts/live/limit-facts.ts'

/** What wrong passwords came to. */
export interface LoginOutcome {
  outcome: 'limited' | 'unlimited' | 'unknown'
  why: string
}

/** As many as were to be tried; fewer say little. */
const ENOUGH = 30
/** A service that answers the last ones so much more slowly holds guessing back. */
const SLOWER = 3
const SLOW_MS = 2000

/**
 * Only where a password was surely compared is the same answer thirty times a missing limit: 401, or words about
 * credentials. A form that was not understood, or a token that was missing, is refused before any limit counts.
 */
export function loginOutcome({ sent, first, last, refusal, statuses }: LimitTrial): LoginOutcome {
  if (refusal?.after === 0)
    return { outcome: 'unknown', why: 'it was refused from the first: what was sent before had used the limit up' }
  if (refusal) return { outcome: 'limited', why: `refused after ${refusal.after}` }
  if (!first || !last) return { outcome: 'unknown', why: 'it gave no answer' }
  if (last.status === 423 || (first.status === 401 && last.status === 403))
    return { outcome: 'limited', why: `answers ${last.status} in the end` }
  const isAlike = statuses[first.status] === sent && sent >= ENOUGH
  if (!isAlike) return { outcome: 'unknown', why: 'the answers were not alike, or too few came in time' }
  if (last.totalMs > SLOW_MS && last.totalMs > first.totalMs * SLOWER)
    return { outcome: 'unknown', why: 'its answers become slower and slower' }
  return wasCompared(last)
    ? { outcome: 'unlimited', why: `answers ${last.status} every time` }
    : {
        outcome: 'unknown',
        why: `it answers ${last.status}; whether a password or a token was looked at cannot be told`,
      }
}

function wasCompared({ status, body, headers }: Exchange): boolean {
  if (/csrf|xsrf|captcha|too many|locked/i.test(body)) return false
  if (status === 401) return true
  if (status >= 300 && status < 400) return /log-?in|sign-?in|error/i.test(headers['location'] ?? '')
  return (
    (status === 400 || status === 403) &&
    /credential|(wrong|incorrect|invalid)[\w\s-]*(password|login|user|e-?mail)/i.test(body)
  )
}
