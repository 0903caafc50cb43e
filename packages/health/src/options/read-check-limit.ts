import type { Thresholds } from '../model/threshold.ts'
import { readDuration } from './read-option.ts'

/** `warnAbove: '200ms'` as a threshold; none when it was left out. */
export function readCheckLimit(measurement: string, warnAbove: unknown, path: string): Thresholds {
  return warnAbove === undefined ? {} : { [measurement]: { warning: readDuration(warnAbove, path) } }
}
