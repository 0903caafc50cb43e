import type { SeriesQuery } from '../../history/history-store.ts'
import { planSeries, ROLL_UPS, type Coverage, type SeriesPart } from '../../series/plan-series.ts'
import { mergeSeries, stepStart } from '../../series/roll-up.ts'
import type { SeriesPoint } from '../../series/series-point.ts'
import { firstOf, readMarks } from './marks.ts'
import { KEY_CHECK, recordKey } from './record-key.ts'
import { POINT_COLUMNS, POINT_OF_RESULTS, pointOfRow, stepOfKey } from './point-columns.ts'
import type { Sql } from './sql-driver.ts'
import { tableOf } from './tables.ts'

/** A series from whatever answers it with the least reading. */
export async function readSeries(sql: Sql, query: SeriesQuery, checkId: number): Promise<SeriesPoint[]> {
  const { stepMs, to } = query
  const from = stepStart(query.from, stepMs)
  const points: SeriesPoint[] = []
  for (const part of planSeries({ from, to, stepMs }, await readCoverage(sql)))
    points.push(
      ...(part.level < 0 ? await sumResults(sql, part, checkId, stepMs) : await readPoints(sql, part, checkId)),
    )
  return mergeSeries(points, stepMs)
}

async function readCoverage(sql: Sql): Promise<Coverage[]> {
  const marks = [Infinity, ...(await readMarks(sql))]
  const coverage: Coverage[] = []
  for (const [index, until] of marks.entries()) coverage.push({ until, since: await firstOf(sql, tableOf(index - 1)) })
  return coverage
}

async function sumResults(sql: Sql, { from, to }: SeriesPart, checkId: number, stepMs: number): Promise<SeriesPoint[]> {
  const rows = await sql(
    `SELECT ${stepOfKey(stepMs)} AS at, ${POINT_OF_RESULTS} FROM ${tableOf(-1)}
    WHERE id >= ? AND id < ? AND ${KEY_CHECK} = ? GROUP BY 1`,
    recordKey(from),
    recordKey(to),
    checkId,
  )
  return rows.map(pointOfRow)
}

/** Steps of all checks lie beside each other; those of one are looked up one by one, which is less than to read all. */
async function readPoints(sql: Sql, { level, from, to }: SeriesPart, checkId: number): Promise<SeriesPoint[]> {
  const { stepMs } = ROLL_UPS[level]!
  const first = stepStart(from + stepMs - 1, stepMs)
  const rows = await sql(
    `WITH RECURSIVE wanted (key) AS (
      SELECT CAST(? AS BIGINT) UNION ALL SELECT key + ${recordKey(stepMs)} FROM wanted WHERE key < CAST(? AS BIGINT)
    ) SELECT id >> 20 AS at, ${POINT_COLUMNS.join(', ')} FROM wanted JOIN ${tableOf(level)} AS points ON points.id = wanted.key`,
    recordKey(first, checkId),
    recordKey(stepStart(to - 1, stepMs), checkId),
  )
  return rows.map(pointOfRow)
}
