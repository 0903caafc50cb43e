import type { CheckResult } from '../model/check-result.ts'
import { LATENCY_BOUNDS_MS, latencyIndex, roundDuration } from './latency.ts'
import type { SeriesPoint } from './series-point.ts'

/** Start of the step that a time falls into. */
export function stepStart(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs
}

/** Sums up results by step; oldest first. In whatever order and batches results come, the sums are the same. */
export function rollUp(results: Iterable<CheckResult>, stepMs: number): SeriesPoint[] {
  return mergeSeries(Array.from(results, pointOf), stepMs)
}

/** Sums up finer points to coarser ones; oldest first. */
export function mergeSeries(points: readonly SeriesPoint[], stepMs: number): SeriesPoint[] {
  const merged = new Map<number, SeriesPoint>()
  for (const point of points) {
    const at = stepStart(point.at, stepMs)
    const before = merged.get(at)
    merged.set(at, before ? mergePoints(before, point) : { ...point, at })
  }
  return [...merged.values()].toSorted((a, b) => a.at - b.at)
}

/** Whether a result counts as "it worked"; what cannot be vouched for does not. */
export function isUp({ status, failed }: CheckResult): boolean {
  return (status === 'healthy' || status === 'warning') && failed !== true
}

function pointOf(result: CheckResult): SeriesPoint {
  const { startedAt, status, value, durationMs } = result
  const number = typeof value === 'number' ? value : roundDuration(durationMs)
  const latency = Array.from({ length: LATENCY_BOUNDS_MS.length + 1 }, () => 0)
  latency[latencyIndex(durationMs)] = 1
  return {
    at: startedAt,
    count: 1,
    ok: status === 'healthy' ? 1 : 0,
    up: isUp(result) ? 1 : 0,
    sum: number,
    min: number,
    max: number,
    latency,
  }
}

function mergePoints(a: SeriesPoint, b: SeriesPoint): SeriesPoint {
  return {
    at: a.at,
    count: a.count + b.count,
    ok: a.ok + b.ok,
    up: a.up + b.up,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    latency: a.latency.map((count, index) => count + b.latency[index]!),
  }
}
