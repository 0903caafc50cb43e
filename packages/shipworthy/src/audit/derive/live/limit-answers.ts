import type { Exchange } from '../../facts/live/exchange.ts'
import type { LiveParts } from '../../facts/live/live-facts.ts'
import type { LimitTrial } from '../../facts/live/limit-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { probed } from '../evidence.ts'

/** `POST /login, 30 times in 2.1 s → 401 × 30` */
export function limitEvidence({ method, path, sent, durationMs, statuses }: LimitTrial, note?: string): Evidence {
  const answers = Object.entries(statuses).map(([status, count]) => `${status} × ${count}`)
  return probed(
    `${method} ${path}, ${sent} times in ${(durationMs / 1000).toFixed(1)} s`,
    answers.join(', ') || 'no answer',
    note,
  )
}

/** Answers that mean "too many" (RFC 6585), wherever they were seen. */
export function tooManyAnswers({ http, limits }: Partial<LiveParts>): Exchange[] {
  const all = [
    ...(http?.paths ?? []).flatMap(({ attempt }) => (attempt.ok ? [attempt.exchange] : [])),
    ...Object.values(http?.trials ?? {}).flat(),
    ...(limits?.trials ?? []).flatMap(({ refusal }) => (refusal ? [refusal.exchange] : [])),
  ]
  return all.filter(({ status }) => status === 429)
}

/** How much a limit lets through, as far as the answer says. */
export interface SaidLimit {
  count: number
  windowSeconds: number
}

/**
 * Reads `RateLimit-Policy: 100;w=900` (drafts 6 and 7 of RateLimit header fields), `"default";q=100;w=900` (draft 8), and
 * the older `X-RateLimit-Limit` with the time until it starts again. Right after the first refusal of a burst, that time is
 * nearly the whole window.
 */
export function saidLimit({ headers }: Exchange): SaidLimit | undefined {
  const policy = headers['ratelimit-policy'] ?? ''
  const count = Number(/(?:^|;)\s*q=(\d+)/.exec(policy)?.[1] ?? /^(\d+)\s*;/.exec(policy)?.[1] ?? limitOf(headers))
  const windowSeconds = Number(/;\s*w=(\d+)/.exec(policy)?.[1] ?? resetOf(headers))
  return count > 0 && windowSeconds > 0 ? { count, windowSeconds } : undefined
}

function limitOf(headers: Exchange['headers']): string | undefined {
  const combined = /limit=(\d+)/.exec(headers['ratelimit'] ?? '')?.[1]
  return combined ?? headers['ratelimit-limit'] ?? headers['x-ratelimit-limit']
}

/** Seconds from now; points in time, which some send, are left alone. */
function resetOf(headers: Exchange['headers']): string | undefined {
  const said = [/reset=(\d+)/.exec(headers['ratelimit'] ?? '')?.[1], headers['ratelimit-reset'], headers['retry-after']]
  return said.find((value) => value !== undefined && /^\d{1,6}$/.test(value))
}
