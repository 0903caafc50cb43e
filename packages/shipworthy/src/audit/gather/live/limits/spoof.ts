import { randomInt } from 'node:crypto'
import type { Attempt } from '../../../facts/live/exchange.ts'
import type { LimitTrial } from '../../../facts/live/limit-facts.ts'
import { askSite, type Question, type Site } from '../http/site.ts'
import { isRefusal } from './is-refusal.ts'
import { quieted } from './repeat.ts'

const TRIES = 3

/** Where something is refused now: the same with an address made up in X-Forwarded-For, a new one each time. */
export async function spoof(
  site: Site,
  { path, method, first }: LimitTrial,
  question: Question,
): Promise<NonNullable<LimitTrial['spoofed']>> {
  const quiet = quieted(site)
  const isRefused = (attempt: Attempt): boolean => attempt.ok && isRefusal(attempt.exchange, first ?? { status: 0 })
  let letThrough = 0
  let refusedWithout = 0
  for (let index = 0; index < TRIES; index++) {
    const headers = { ...question.headers, 'x-forwarded-for': madeUpAddress() }
    const claimed = await askSite(quiet, path, { ...question, headers })
    const plain = await askSite(quiet, path, question)
    if (claimed.ok && !isRefused(claimed)) letThrough++
    if (isRefused(plain)) refusedWithout++
  }
  site.session.record(
    'limits',
    `${method} ${site.origin}${path} (${TRIES} times with an address made up in X-Forwarded-For, ${TRIES} times without)`,
    `${letThrough} and ${TRIES - refusedWithout} let through`,
    2 * TRIES,
  )
  return { sent: TRIES, letThrough, refusedWithout }
}

/** Of a network that exists for measurements only (RFC 2544). */
function madeUpAddress(): string {
  return `198.18.${randomInt(256)}.${randomInt(1, 255)}`
}
