import { ROLL_UPS } from '../../series/plan-series.ts'
import { stepStart } from '../../series/roll-up.ts'
import { firstOf, lowerMark, readMarks, setMark } from './marks.ts'
import { POINT_COLUMNS, POINT_OF_POINTS, POINT_OF_RESULTS, stepOfKey } from './point-columns.ts'
import { KEY_CHECK, recordKey } from './record-key.ts'
import type { Sql } from './sql-driver.ts'
import { tableOf } from './tables.ts'

/** Results may come this late before a minute is summed up; those that come later make it be summed up again. */
const GRACE_MS = 120_000

/** Results that come after their minute was summed up: it, its hour and its day are summed up again. */
export async function sumUpAgain(sql: Sql, earliest: number, now: number): Promise<void> {
  if (earliest >= now - GRACE_MS) return
  for (const [level, { stepMs }] of ROLL_UPS.entries()) await lowerMark(sql, level, stepStart(earliest, stepMs))
}

/** Sums up what is complete: results to minutes, minutes to hours, hours to days. Doing it twice changes nothing. */
export async function sumUp(sql: Sql, now: number): Promise<void> {
  const marks = await readMarks(sql)
  for (const [level, { stepMs }] of ROLL_UPS.entries()) {
    const source = tableOf(level - 1)
    const start = marks[level] || (await firstOf(sql, source))
    const end = stepStart(level === 0 ? now - GRACE_MS : marks[level - 1]!, stepMs)
    if (start === undefined || end <= start) continue
    const step = stepOfKey(stepMs)
    await sql(
      `INSERT INTO ${tableOf(level)} (id, ${POINT_COLUMNS.join(', ')})
      SELECT ((${step} << 20) | ${KEY_CHECK}) AS id, ${level === 0 ? POINT_OF_RESULTS : POINT_OF_POINTS}
      FROM ${source} WHERE id >= ? AND id < ? GROUP BY 1
      ON CONFLICT (id) DO UPDATE SET ${POINT_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      recordKey(stepStart(start, stepMs)),
      recordKey(end),
    )
    await setMark(sql, level, end)
    marks[level] = end
  }
}
