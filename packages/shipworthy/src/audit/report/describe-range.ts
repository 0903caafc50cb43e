import type { Score } from '../model/report.ts'
import { formatRange } from './format.ts'

/** In what range the score could lie; `undefined` when everything was verified and it can lie nowhere else. */
export function describeRange(score: Score): string | undefined {
  const { coverage, range } = score
  if (coverage === 1 || range[0] === range[1]) return undefined
  return isBeforeCaps(score) ? `${formatRange(range)} before caps` : formatRange(range)
}

/** The range says what rules give; a cap below its end still holds. */
export function isBeforeCaps({ caps, range }: Score): boolean {
  return caps.some(({ limit }) => limit < range[1])
}
