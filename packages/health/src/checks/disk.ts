import { localCheck, type HealthCheck, type LocalCheckOptions } from '../check.ts'
import { readDuration, readText } from '../options/read-option.ts'
import { createDiskProbe } from '../probes/disk.ts'
import type { Duration } from '../units/duration.ts'

export interface DiskOptions extends LocalCheckOptions {
  /** A folder on the file system; that of the working directory by default. */
  path?: string
  /** Percent used of the space, and of the inodes; 80 by default. */
  warning?: number
  /** 90 by default. */
  critical?: number
  /** A warning when it would be full by then, at the pace of the window; `'24h'` by default. */
  fullWithin?: Duration
  /** `'6h'` by default. */
  window?: Duration
}

/**
 * How full a file system is, in space and inodes, and when it will be at this pace.
 *
 * @example
 * disk({ path: '/var/lib/orders', fullWithin: '12h' })
 */
export function disk(options: DiskOptions = {}): HealthCheck {
  const { path = '.', warning = 80, critical = 90, fullWithin = '24h', window = '6h' } = options
  const probe = createDiskProbe(readText(path, 'disk.path'), readDuration(window, 'disk.window'))
  const limits = { warning, critical, clear: warning - 2 }
  const hours = readDuration(fullWithin, 'disk.fullWithin') / 3_600_000
  return localCheck({
    name: 'disk',
    options,
    defaults: { interval: '1m' },
    thresholds: {
      value: limits,
      inodes: limits,
      hoursUntilFull: { warning: hours, clear: hours * 1.5, when: 'below' },
    },
    async run({ signal, measure }) {
      const { totalBytes, freeBytes, usedPercent, inodesPercent, hoursUntilFull } = await probe(signal)
      measure('total', totalBytes, 'bytes')
      measure('free', freeBytes, 'bytes')
      if (inodesPercent !== undefined) measure('inodes', inodesPercent, 'percent')
      if (hoursUntilFull !== undefined) measure('hoursUntilFull', hoursUntilFull, 'hours')
      return { value: Math.round(usedPercent * 10) / 10, unit: 'percent' }
    },
  })
}
