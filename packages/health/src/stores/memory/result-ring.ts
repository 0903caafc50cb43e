import type { CheckResult } from '../../model/check-result.ts'

/** What a result takes without its texts and measurements, roughly. */
const BASE_BYTES = 200
const MEASUREMENT_BYTES = 80

export interface ResultRing {
  /** Returns by how many bytes the ring has grown. */
  push(result: CheckResult): number
  /** Returns how many bytes that has freed. */
  dropOldest(): number
  /** Oldest first. */
  results(): CheckResult[]
  bytes(): number
}

/** The last so many results of one check. A result that is there already is not taken in again. */
export function createResultRing(capacity: number): ResultRing {
  const slots: CheckResult[] = []
  /** Where the oldest is, once some have been dropped. */
  let start = 0
  let bytes = 0

  function dropOldest(): number {
    const oldest = slots[start]
    if (!oldest) return 0
    start++
    // Moved in bulk: taking one off the front each time would copy the array each time.
    if (start > capacity || start === slots.length) {
      slots.splice(0, start)
      start = 0
    }
    bytes -= bytesOf(oldest)
    return bytesOf(oldest)
  }

  const isThere = ({ startedAt }: CheckResult): boolean => slots.some((slot) => slot.startedAt === startedAt)

  return {
    push(result) {
      if ((slots.at(-1)?.startedAt ?? -Infinity) >= result.startedAt && isThere(result)) return 0
      slots.push(result)
      bytes += bytesOf(result)
      return bytesOf(result) - (slots.length - start > capacity ? dropOldest() : 0)
    },
    dropOldest,
    results: () => slots.slice(start),
    bytes: () => bytes,
  }
}

function bytesOf({ message = '', measurements, metadata, value }: CheckResult): number {
  const texts = message.length + (typeof value === 'string' ? value.length : 0)
  const details = metadata ? JSON.stringify(metadata).length : 0
  return BASE_BYTES + 2 * (texts + details) + MEASUREMENT_BYTES * measurements.length
}
