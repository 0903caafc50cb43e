import { KitError } from '../kit-error.ts'

/** How often something may happen. */
export interface Limit {
  /** So many … */
  limit: number
  /** … in so much time. Default 60 s. */
  perMs?: number
  /** So many at once after a quiet time. Default: `limit`. */
  burst?: number
}

/**
 * A limit in the terms of the generic cell rate algorithm, in whole microseconds: whole numbers below 2⁵³ are the same
 * in JavaScript and in Lua, so that both come to the same verdict.
 */
export interface Rate {
  /** From one to the next, when they come evenly. Rounded up: rather one too few than one too many. */
  intervalUs: number
  burst: number
}

/** @throws KitError `SW_ERR_KIT_LIMIT`. */
export function rateOf({ limit, perMs = 60_000, burst = limit }: Limit): Rate {
  const intervalUs = Math.ceil((perMs * 1000) / limit)
  if (!(limit > 0) || !(perMs > 0) || !Number.isSafeInteger(intervalUs) || limit > perMs * 1000)
    throw new KitError('SW_ERR_KIT_LIMIT', { problem: `${limit} in ${perMs} ms is no rate` })
  if (!Number.isInteger(burst) || burst < 1 || burst * intervalUs > MAX_REFILL_US)
    throw new KitError('SW_ERR_KIT_LIMIT', {
      problem: `a burst of ${burst} at ${limit} in ${perMs} ms; it has to be a whole number that refills within a year`,
    })
  return { intervalUs, burst }
}

const MAX_REFILL_US = 366 * 24 * 3600 * 1e6
