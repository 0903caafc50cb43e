import { localCheck, type HealthCheck, type LocalCheckOptions } from '../check.ts'
import { probeMemory } from '../probes/memory.ts'

export interface MemoryOptions extends LocalCheckOptions {
  /** Percent of the heap's limit, and of the container's memory (the machine's, outside of one). */
  warning?: number
  critical?: number
  /** Once beyond, healthy again below this; five below `warning` by default. */
  clear?: number
}

/**
 * How full memory is: the heap against its limit, and this process (or its container) against what it may use.
 *
 * @example
 * memory({ kind: 'monitor', warning: 70, critical: 85 })
 */
export function memory(options: MemoryOptions = {}): HealthCheck {
  const { warning = 70, critical = 85, clear = warning - 5 } = options
  const limits = { warning, critical, clear }
  return localCheck({
    name: 'memory',
    options,
    thresholds: { value: limits, heapUsage: limits },
    run({ measure }) {
      const { heapUsedBytes, heapLimitBytes, rssBytes, externalBytes, limitBytes, cgroupUsedBytes } = probeMemory()
      measure('heapUsage', percent(heapUsedBytes, heapLimitBytes), 'percent')
      measure('heapUsed', heapUsedBytes, 'bytes')
      measure('heapLimit', heapLimitBytes, 'bytes')
      measure('rss', rssBytes, 'bytes')
      measure('external', externalBytes, 'bytes')
      measure('limit', limitBytes, 'bytes')
      return { value: percent(Math.max(rssBytes, cgroupUsedBytes ?? 0), limitBytes), unit: 'percent' }
    },
  })
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 1000) / 10
}
