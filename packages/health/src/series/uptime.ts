import type { SeriesPoint } from './series-point.ts'

/** How much of the time a check was up, by its results. */
export interface Uptime {
  /** 0 to 100, not rounded; absent without results. */
  percent?: number
  results: number
  /** Results that were healthy, or a warning that is not a softened failure. */
  up: number
  /** What the results cover, in milliseconds since 1970; it may be less than what was asked for. */
  from: number
  to: number
}

export function uptimeOf(points: readonly SeriesPoint[], from: number, to: number): Uptime {
  let results = 0
  let up = 0
  for (const point of points) {
    results += point.count
    up += point.up
  }
  const covered = { from: Math.max(from, points[0]?.at ?? to), to }
  return { ...(results > 0 && { percent: (100 * up) / results }), results, up, ...covered }
}
