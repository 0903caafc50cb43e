import { ROLL_UPS } from '../../series/plan-series.ts'
import type { Sql } from './sql-driver.ts'
import { TABLES } from './tables.ts'

/** Everything before it is summed up, by level. */
export async function readMarks(sql: Sql): Promise<number[]> {
  const rows = await sql(`SELECT name, value FROM ${TABLES.meta}`)
  const values = new Map(rows.map(({ name, value }) => [name, Number(value)]))
  return ROLL_UPS.map(({ name }) => values.get(markName(name)) ?? 0)
}

export async function setMark(sql: Sql, level: number, at: number): Promise<void> {
  await setMeta(sql, markName(ROLL_UPS[level]!.name), at)
}

/** Moves marks back to where a late result falls; those that are before it stay. */
export async function lowerMark(sql: Sql, level: number, at: number): Promise<void> {
  const name = markName(ROLL_UPS[level]!.name)
  await sql(`UPDATE ${TABLES.meta} SET value = ? WHERE name = ? AND value > ?`, at, name, at)
}

/** Results before this were deleted; if more of that time came in, its sums would be made of a part of it. */
export async function readComplete(sql: Sql): Promise<number> {
  const [row] = await sql(`SELECT value FROM ${TABLES.meta} WHERE name = 'complete'`)
  return Number(row?.['value'] ?? 0)
}

export async function setComplete(sql: Sql, at: number): Promise<void> {
  await setMeta(sql, 'complete', at)
}

/** When the oldest row of a table is from. */
export async function firstOf(sql: Sql, table: string): Promise<number | undefined> {
  const [row] = await sql(`SELECT min(id) >> 20 AS at FROM ${table}`)
  return row?.['at'] === null || row === undefined ? undefined : Number(row['at'])
}

async function setMeta(sql: Sql, name: string, value: number): Promise<void> {
  await sql(
    `INSERT INTO ${TABLES.meta} (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    name,
    value,
  )
}

function markName(rollUp: string): string {
  return `mark.${rollUp}`
}
