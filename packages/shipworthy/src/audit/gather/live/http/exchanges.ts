import type { Attempt, Exchange } from '../../../facts/live/exchange.ts'

/** Those of the attempts that were answered. */
export function exchanges(attempts: readonly Attempt[]): Exchange[] {
  return attempts.flatMap((attempt) => (attempt.ok ? [attempt.exchange] : []))
}
