import type { CheckResult } from '../model/check-result.ts'
import { latencyQuantile } from '../series/latency.ts'
import type { SeriesPoint } from '../series/series-point.ts'

const COLUMNS = ['time', 'check', 'kind', 'status', 'value', 'unit', 'durationMs', 'message'] as const

/** Results as CSV (RFC 4180), one line each. */
export function toHistoryCsv(results: readonly CheckResult[]): string {
  const lines = results.map(({ startedAt, check, kind, status, value = '', unit = '', durationMs, message = '' }) =>
    [new Date(startedAt).toISOString(), check, kind, status, value, unit, round(durationMs), message]
      .map(toCell)
      .join(','),
  )
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}

/** Results as one JSON document. */
export function toHistoryJson(results: readonly CheckResult[]): string {
  return `${JSON.stringify({ results: results.map((result) => ({ ...result, time: new Date(result.startedAt).toISOString() })) })}\n`
}

/** Sums by step, of some checks. */
export interface CheckSeries {
  check: string
  points: readonly SeriesPoint[]
}

const SERIES_COLUMNS = ['time', 'check', 'count', 'ok', 'up', 'sum', 'min', 'max', 'p50Ms', 'p95Ms'] as const

/** Sums by step as CSV, one line each. */
export function toSeriesCsv(all: readonly CheckSeries[]): string {
  const lines = all.flatMap(({ check, points }) =>
    points.map(({ at, count, ok, up, sum, min, max, latency }) =>
      [new Date(at).toISOString(), check, count, ok, up, round(sum), min, max, ...quantilesOf(latency)]
        .map(toCell)
        .join(','),
    ),
  )
  return `${[SERIES_COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}

/** Sums by step as one JSON document. */
export function toSeriesJson(all: readonly CheckSeries[]): string {
  const series = all.map(({ check, points }) => ({
    check,
    points: points.map((point) => {
      const [p50Ms, p95Ms] = quantilesOf(point.latency)
      return { time: new Date(point.at).toISOString(), ...point, p50Ms, p95Ms }
    }),
  }))
  return `${JSON.stringify({ series })}\n`
}

function quantilesOf(latency: readonly number[]): [p50: number, p95: number] {
  return [round(latencyQuantile(latency, 0.5) ?? 0), round(latencyQuantile(latency, 0.95) ?? 0)]
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}

/** Spreadsheets run what begins like a formula; texts that do are shown as texts. */
function toCell(value: string | number | boolean): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
