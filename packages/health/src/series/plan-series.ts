import { stepStart } from './roll-up.ts'

/** What results are summed up to, from fine to coarse. */
export const ROLL_UPS = [
  { name: '1m', stepMs: 60_000 },
  { name: '1h', stepMs: 3_600_000 },
  { name: '1d', stepMs: 86_400_000 },
] as const

/** What is known of one roll-up, or of the results themselves. */
export interface Coverage {
  /** Everything before is summed up; for the results themselves Infinity. */
  until: number
  /** Nothing before is kept; undefined when there is nothing at all. */
  since: number | undefined
}

/** A part of a range, and what answers it: an index of `ROLL_UPS`, or -1 for the results themselves. */
export interface SeriesPart {
  level: number
  from: number
  to: number
}

/** The coarsest roll-up that a step can be made of; -1 for none. */
export function levelOf(stepMs: number): number {
  return ROLL_UPS.findLastIndex((rollUp) => stepMs % rollUp.stepMs === 0)
}

/**
 * Which part of a range is read from where: the coarsest that fits the step, the newest end from what is finer and not
 * summed up yet, the oldest end from what is coarser and kept longer. `coverage` is of the results first, then of each roll-up.
 */
export function planSeries(
  query: { from: number; to: number; stepMs: number },
  coverage: readonly Coverage[],
): SeriesPart[] {
  const { from, to, stepMs } = query
  const level = levelOf(stepMs)
  const start = keptFrom(level, from, to, coverage)
  return [...older(level + 1, from, start, coverage), ...newer(level, start, to, coverage)]
}

/** Where a level begins to be complete; coarser ones answer what is before. */
function keptFrom(level: number, from: number, to: number, coverage: readonly Coverage[]): number {
  const since = coverage[level + 1]!.since
  const coarser = ROLL_UPS[level + 1]
  if (since === undefined || !coarser || since <= from) return from
  return Math.min(to, Math.max(from, stepStart(since, coarser.stepMs)))
}

function older(level: number, from: number, to: number, coverage: readonly Coverage[]): SeriesPart[] {
  if (from >= to || level >= ROLL_UPS.length) return []
  const start = keptFrom(level, from, to, coverage)
  return [...older(level + 1, from, start, coverage), ...part(level, start, to)]
}

function newer(level: number, from: number, to: number, coverage: readonly Coverage[]): SeriesPart[] {
  if (level < 0) return part(level, from, to)
  const end = Math.max(from, Math.min(to, coverage[level + 1]!.until))
  return [...part(level, from, end), ...newer(level - 1, end, to, coverage)]
}

function part(level: number, from: number, to: number): SeriesPart[] {
  return from < to ? [{ level, from, to }] : []
}
