import { secretRanges } from '../../../facts/secret-ranges.ts'
import { settingRanges } from '../../../facts/setting-ranges.ts'

/**
 * Whether the checksum of a text says anything: one that is no UTF-8 was not read as it is, and secrets are masked where
 * facts were saved.
 */
export function isComparable(text: string): boolean {
  return !text.includes('\uFFFD') && secretRanges(text).length === 0 && settingRanges(text).length === 0
}
