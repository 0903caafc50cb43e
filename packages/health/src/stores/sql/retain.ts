import { ROLL_UPS } from '../../series/plan-series.ts'
import { stepStart } from '../../series/roll-up.ts'
import { firstOf, readMarks, setComplete } from './marks.ts'
import { KEY_AT, recordKey } from './record-key.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import type { Retention } from './store-options.ts'
import { tableOf, TABLES } from './tables.ts'

/** Incidents over are kept as long as the sums by day. */
const INCIDENT_LEVEL = ROLL_UPS.length
/** Rows looked at in one go when there are too many bytes. */
const SLICE = 20_000
/** Once there are too many bytes, so much of them may stay. */
const SHRINK_TO = 0.9

/** Deletes what is older than it is kept, and more when there are too many bytes. What is not summed up yet stays. */
export async function retain(sql: Sql, driver: SqlDriver, { keepMs, maxBytes }: Retention, now: number): Promise<void> {
  const marks = await readMarks(sql)
  for (let level = -1; level < ROLL_UPS.length; level++) await deleteBefore(sql, level, now - keepMs[level + 1]!, marks)
  await sql(`DELETE FROM ${TABLES.incidents} WHERE resolved < ?`, now - keepMs[INCIDENT_LEVEL]!)
  let used = await driver.usedBytes(sql)
  if (used <= maxBytes) return
  for (let level = -1; level < ROLL_UPS.length - 1; level++)
    while (used > SHRINK_TO * maxBytes) {
      const bound = await sliceEnd(sql, level)
      if (bound === undefined || !(await deleteBefore(sql, level, bound, marks))) break
      used = await driver.usedBytes(sql)
    }
}

/** Whole steps of the next coarser level, so that what is left of a level begins with a complete one. */
async function deleteBefore(sql: Sql, level: number, wanted: number, marks: readonly number[]): Promise<boolean> {
  const coarser = ROLL_UPS[level + 1]
  const bound = coarser ? Math.min(stepStart(wanted, coarser.stepMs), marks[level + 1]!) : wanted
  const first = await firstOf(sql, tableOf(level))
  if (first === undefined || first >= bound) return false
  await sql(`DELETE FROM ${tableOf(level)} WHERE id < ?`, recordKey(bound))
  if (level === -1) await setComplete(sql, bound)
  return true
}

async function sliceEnd(sql: Sql, level: number): Promise<number | undefined> {
  const table = tableOf(level)
  const [row] = await sql(
    `SELECT max(${KEY_AT}) AS at FROM (SELECT id FROM ${table} ORDER BY id LIMIT ${SLICE}) AS slice`,
  )
  const stepMs = ROLL_UPS[level + 1]!.stepMs
  return row === undefined || row['at'] === null ? undefined : stepStart(Number(row['at']), stepMs) + stepMs
}
