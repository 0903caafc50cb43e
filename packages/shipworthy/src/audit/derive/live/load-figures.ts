import type { LoadFacts, LoadRound } from '../../facts/live/load-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { probed } from '../evidence.ts'

/** A figure of several rounds. */
export interface LoadFigure {
  median: number
  /** Coefficient of variation: standard deviation ÷ mean. */
  variation: number
  values: number[]
}

/** Above this the rounds have too little in common for a verdict. */
export const MAX_VARIATION = 0.2
const MIN_ROUNDS = 3
/** Of one core: above it the sender waits for itself. */
const SATURATED = 0.9

export function loadFigure({ rounds }: LoadFacts, of: (round: LoadRound) => number): LoadFigure {
  const values = rounds.map(of)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1)
  return { values, median: medianOf(values), variation: mean === 0 ? 0 : Math.sqrt(variance) / mean }
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Why no figure of this load can be judged; nothing when they can. */
export function whyNotJudged(facts: LoadFacts): string | undefined {
  const { rounds } = facts
  if (rounds.length < MIN_ROUNDS) return `fewer than ${MIN_ROUNDS} rounds were run`
  const total = rounds.reduce((sum, round) => sum + round.total, 0)
  const limited = rounds.reduce((sum, round) => sum + round.limited, 0)
  if (total === 0) return 'there was no answer at all'
  return limited > total / 2
    ? `its own limit answered ${percent(limited / total)} of the requests with 429: raise it for the test, or send credentials that it lets through`
    : undefined
}

/** The sender was busy with itself: what it measured may be its own. */
export function isSenderSaturated(facts: LoadFacts): boolean {
  return loadFigure(facts, ({ senderLoad }) => senderLoad).median > SATURATED
}

export const SENDER_SATURATED = 'the sender itself was at its limit: use fewer connections, or another machine'

export function tooVaried({ variation }: LoadFigure): string {
  return `the rounds differ by ${percent(variation)} (coefficient of variation), which is too much to judge by`
}

/** `GET /search, 50 connections → p95 by round: 90, 95, 88 ms` */
export function loadEvidence(facts: LoadFacts, answer: string): Evidence {
  return probed(`${loadKey(facts)}, ${facts.connections} connections`, answer)
}

export function loadKey({ target }: LoadFacts): string {
  return `GET ${target.replace(/^[a-z]+:\/\/[^/]+/i, '') || '/'}`
}

export function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`
}
