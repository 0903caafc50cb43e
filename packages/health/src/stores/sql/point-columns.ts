import { LATENCY_BOUNDS_MS } from '../../series/latency.ts'
import type { SeriesPoint } from '../../series/series-point.ts'
import { KEY_AT } from './record-key.ts'
import type { SqlRow } from './sql-driver.ts'

const LATENCY_COLUMNS = Array.from({ length: LATENCY_BOUNDS_MS.length + 1 }, (_, index) => `l${index}`)

/** Columns of a roll-up, without its key. */
export const POINT_COLUMNS: readonly string[] = ['n', 'ok', 'up', 'total', 'low', 'high', ...LATENCY_COLUMNS]

/** The columns, summed up from results. */
export const POINT_OF_RESULTS = [
  'count(*) AS n',
  'sum(CASE WHEN status = 0 THEN 1 ELSE 0 END) AS ok',
  'sum(up) AS up',
  'sum(coalesce(num, took)) AS total',
  'min(coalesce(num, took)) AS low',
  'max(coalesce(num, took)) AS high',
  ...LATENCY_COLUMNS.map((column, index) => `sum(CASE WHEN ${isInBucket(index)} THEN 1 ELSE 0 END) AS ${column}`),
].join(', ')

/** The columns, summed up from finer steps. */
export const POINT_OF_POINTS = [
  'sum(n) AS n',
  'sum(ok) AS ok',
  'sum(up) AS up',
  'sum(total) AS total',
  'min(low) AS low',
  'max(high) AS high',
  ...LATENCY_COLUMNS.map((column) => `sum(${column}) AS ${column}`),
].join(', ')

/** Start of the step that a row falls into. Division of whole numbers rounds down. */
export function stepOfKey(stepMs: number): string {
  return `(${KEY_AT} / ${stepMs} * ${stepMs})`
}

export function pointOfRow(row: SqlRow): SeriesPoint {
  return {
    at: Number(row['at']),
    count: Number(row['n']),
    ok: Number(row['ok']),
    up: Number(row['up']),
    sum: Number(row['total']),
    min: Number(row['low']),
    max: Number(row['high']),
    latency: LATENCY_COLUMNS.map((column) => Number(row[column])),
  }
}

function isInBucket(index: number): string {
  const above = index === 0 ? [] : [`took > ${LATENCY_BOUNDS_MS[index - 1]}`]
  const upTo = index === LATENCY_BOUNDS_MS.length ? [] : [`took <= ${LATENCY_BOUNDS_MS[index]}`]
  return [...above, ...upTo].join(' AND ')
}
