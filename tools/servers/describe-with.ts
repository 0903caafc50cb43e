import { describe } from 'vitest'
import type { Found } from './test-server.ts'

/**
 * A suite that needs a real server; without one it is skipped, and its name says why.
 *
 * @example
 * describeWith('Redis', findRedis(), (start) => {
 *   it('answers', async () => {
 *     await using redis = await start()
 *   })
 * })
 */
export function describeWith<T extends object>(
  name: string,
  found: T | { missing: string },
  suite: (available: T) => void,
): void {
  if (isMissing(found)) describe.skip(`${name}: skipped, as ${found.missing}`, () => suite(NOTHING as T))
  else describe(name, () => suite(found))
}

/** A skipped suite is collected, and none of its tests runs. */
const NOTHING = {}

function isMissing(found: object | Extract<Found, { missing: string }>): found is { missing: string } {
  return 'missing' in found
}
