import type { Rate } from './limit.ts'
import type { Verdict } from './verdict.ts'

/** A policy that was asked, and what it said. */
export interface Judged {
  name: string
  rate: Rate
  verdict: Verdict
}

/**
 * `RateLimit-Policy`: what may be used, and in which time it comes back; `RateLimit`: what is left, and when everything
 * is back (draft-ietf-httpapi-ratelimit-headers-10). `Retry-After` (RFC 9110, section 10.2.3) for who was refused.
 */
export function rateLimitHeaders(judged: readonly Judged[]): Record<string, string> {
  if (judged.length === 0) return {}
  const retryAfterMs = Math.max(...judged.map(({ verdict }) => verdict.retryAfterMs))
  return {
    'ratelimit-policy': judged
      .map(({ name, rate }) => `${quoted(name)};q=${rate.burst};w=${seconds((rate.burst * rate.intervalUs) / 1000)}`)
      .join(', '),
    ratelimit: judged
      .map(({ name, verdict }) => `${quoted(name)};r=${verdict.remaining};t=${seconds(verdict.resetMs)}`)
      .join(', '),
    ...(retryAfterMs > 0 && Number.isFinite(retryAfterMs) && { 'retry-after': String(seconds(retryAfterMs)) }),
  }
}

/** Whole seconds, and never too early. */
function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000)
}

/** A string of structured fields (RFC 9651, section 3.3.3). Names are checked when a policy is made. */
function quoted(name: string): string {
  return `"${name}"`
}
