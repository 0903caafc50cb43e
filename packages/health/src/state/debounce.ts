import { rankOf, statusOfRank, STATUSES, type Status } from '../model/status.ts'

/** How many results in a row were at least as bad, and at most as bad, as each status; indexed by rank. */
export interface Streaks {
  atLeast: readonly number[]
  atMost: readonly number[]
}

export interface Debounced {
  status: Status
  streaks: Streaks
}

export const NO_STREAKS: Streaks = { atLeast: STATUSES.map(() => 0), atMost: STATUSES.map(() => 0) }

/**
 * Moves a status after one more result: to the worst status that `failAfter` results in a row reached, or to the best that
 * `recoverAfter` results in a row kept to. Results that alternate therefore move nothing.
 */
export function debounce(
  current: Status,
  streaks: Streaks,
  result: Status,
  limits: { failAfter: number; recoverAfter: number },
): Debounced {
  const rank = rankOf(result)
  const atLeast = streaks.atLeast.map((count, level) => (rank >= level ? count + 1 : 0))
  const atMost = streaks.atMost.map((count, level) => (rank <= level ? count + 1 : 0))
  const next = { atLeast, atMost }
  const now = rankOf(current)
  for (let level = STATUSES.length - 1; level > now; level--)
    if (atLeast[level]! >= limits.failAfter) return { status: statusOfRank(level), streaks: next }
  for (let level = 0; level < now; level++)
    if (atMost[level]! >= limits.recoverAfter) return { status: statusOfRank(level), streaks: next }
  return { status: current, streaks: next }
}
