import type { Thresholds } from '../../model/threshold.ts'
import { readDuration, readNumber } from '../../options/read-option.ts'
import type { Duration } from '../../units/duration.ts'
import type { RemoteOptions } from './remote-check.ts'

export interface QueueOptions extends RemoteOptions {
  /** So many waiting jobs are a warning; none by default. */
  maxWaiting?: number
  /** A job that has waited this long is a warning; `'5m'` by default. */
  maxOldest?: Duration
}

export function queueThresholds(path: string, { maxWaiting, maxOldest = '5m' }: QueueOptions): Thresholds {
  return {
    oldestWaiting: { warning: readDuration(maxOldest, `${path}.maxOldest`) },
    ...(maxWaiting !== undefined && { waiting: { warning: readNumber(maxWaiting, `${path}.maxWaiting`) } }),
  }
}
