import { KINDS } from '../../model/kind.ts'
import type { CheckResult } from '../../model/check-result.ts'
import type { Measurement } from '../../model/check-outcome.ts'
import { rankOf, statusOfRank } from '../../model/status.ts'
import { roundDuration } from '../../series/latency.ts'
import { isUp } from '../../series/roll-up.ts'
import { recordKey } from './record-key.ts'
import type { SqlRow, SqlValue } from './sql-driver.ts'

export const RESULT_COLUMNS: readonly string[] = ['id', 'status', 'up', 'took', 'num', 'more']

/** Digits that are kept of a measurement that is no whole number: more is noise, and takes half of the space. */
const DIGITS = 6

/** What most results do not have, under short names: it is written for every run of every check. */
interface More {
  v?: string | boolean
  u?: string
  m?: string
  x?: readonly (readonly [name: string, value: number, unit?: string])[]
  d?: CheckResult['metadata']
  f?: CheckResult['fault']
  /** Critical before `onFail` softened it. */
  c?: 1
}

export function rowOfResult(result: CheckResult, checkId: number): SqlValue[] {
  const { startedAt, status, value, durationMs } = result
  const more = JSON.stringify(moreOf(result))
  return [
    recordKey(startedAt, checkId),
    rankOf(status),
    isUp(result) ? 1 : 0,
    roundDuration(durationMs),
    typeof value === 'number' ? value : null,
    more === '{}' ? null : more,
  ]
}

export function resultOfRow(row: SqlRow): CheckResult {
  const { v, u, m, x = [], d, f, c } = (row['more'] === null ? {} : JSON.parse(String(row['more']))) as More
  const value = row['num'] === null ? v : Number(row['num'])
  return {
    check: String(row['name']),
    kind: KINDS.find((kind) => kind === row['kind']) ?? 'monitor',
    ...(value !== undefined && { value }),
    ...(u !== undefined && { unit: u }),
    ...(m !== undefined && { message: m }),
    ...(d !== undefined && { metadata: d }),
    measurements: x.map(([name, number, unit]): Measurement => ({ name, value: number, ...(unit && { unit }) })),
    startedAt: Number(row['at']),
    durationMs: Number(row['took']),
    ...(f !== undefined && { fault: f }),
    ...(c !== undefined && { failed: true as const }),
    status: statusOfRank(Number(row['status'])),
  }
}

function moreOf({ value, unit, message, measurements, metadata, fault, failed }: CheckResult): More {
  return {
    ...(value !== undefined && typeof value !== 'number' && { v: value }),
    ...(unit !== undefined && { u: unit }),
    ...(message !== undefined && { m: message }),
    ...(measurements.length > 0 && {
      x: measurements.map(
        ({ name, value: number, unit: of }) =>
          [name, shorten(number), ...(of === undefined ? [] : [of])] as [string, number, string?],
      ),
    }),
    ...(metadata && { d: metadata }),
    ...(fault && { f: fault }),
    ...(failed && { c: 1 as const }),
  }
}

function shorten(number: number): number {
  return Number.isInteger(number) ? number : Number(number.toPrecision(DIGITS))
}
