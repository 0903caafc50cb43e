/** Checks that one store can tell apart. */
const CHECK_BITS = 20n

/**
 * Key of a result or of a step: when, and of which check. In this order new rows come last, so that a batch writes few pages
 * however many checks there are; and a batch that is written twice is there once.
 */
export function recordKey(at: number, checkId = 0): bigint {
  return (BigInt(Math.floor(at)) << CHECK_BITS) | BigInt(checkId)
}

/** The two parts of a key in SQL. Both dialects shift by bits; PostgreSQL wants the brackets. */
export const KEY_AT = '(id >> 20)'
export const KEY_CHECK = '(id & 1048575)'
