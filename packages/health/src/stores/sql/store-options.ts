import { readCount, readDuration, refuse } from '../../options/read-option.ts'
import type { Duration } from '../../units/duration.ts'

/** How long what is kept, and how much in all. */
export interface RetentionOptions {
  /** Left out: `{ results: '2d', '1m': '14d', '1h': '90d', '1d': '730d' }`; the last three are sums by minute, hour and day. */
  keep?: { results?: Duration; '1m'?: Duration; '1h'?: Duration; '1d'?: Duration }
  /** When there is more, the oldest results go first, then the oldest sums by minute. 256 MiB by default. */
  maxBytes?: number
  /** For tests: milliseconds since 1970. */
  now?: () => number
}

export interface Retention {
  /** Of the results, then of each of `ROLL_UPS`. */
  keepMs: readonly number[]
  maxBytes: number
  now: () => number
}

const KEPT = { results: '2d', '1m': '14d', '1h': '90d', '1d': '730d' } as const
const MAX_BYTES = 256 * 1024 * 1024

export function resolveRetention({ keep = {}, maxBytes = MAX_BYTES, now = Date.now }: RetentionOptions): Retention {
  const names = ['results', '1m', '1h', '1d'] as const
  const keepMs = names.map((name) => readDuration(keep[name] ?? KEPT[name], `keep.${name}`))
  for (const [index, ms] of keepMs.entries())
    if (ms < (keepMs[index - 1] ?? 0))
      refuse(
        `keep.${names[index]}`,
        `at least as long as keep.${names[index - 1]}, of which it is made`,
        keep[names[index]!],
      )
  return {
    keepMs,
    maxBytes: readCount(maxBytes, 'maxBytes'),
    now,
  }
}
