import { localCheck, type HealthCheck, type LocalCheckOptions } from '../check.ts'
import { watchCpu } from '../probes/cpu.ts'

export interface CpuOptions extends LocalCheckOptions {
  /** Percent busy since the last run, of the container where its CPU is limited, else of the machine; 60 by default. */
  warning?: number
  /** 80 by default. */
  critical?: number
  /** Percent of the periods in which the container is throttled that are a warning; 25 by default. */
  maxThrottled?: number
}

/**
 * How busy the CPU is, and whether the container is stopped for having used its part: throttling makes a service slow while its
 * CPU looks idle.
 *
 * @example
 * cpu({ kind: 'monitor', warning: 60, critical: 80 })
 */
export function cpu(options: CpuOptions = {}): HealthCheck {
  const { warning = 60, critical = 80, maxThrottled = 25 } = options
  let read: ReturnType<typeof watchCpu> | undefined
  return localCheck({
    name: 'cpu',
    options,
    thresholds: { value: { warning, critical, clear: warning - 5 }, throttled: { warning: maxThrottled } },
    start() {
      read = watchCpu()
      return () => {}
    },
    run({ measure }) {
      const { usedPercent, processPercent, loadPerCore, cores, throttledPercent } = read!()
      measure('loadPerCore', loadPerCore)
      measure('cores', cores)
      if (processPercent !== undefined) measure('process', processPercent, 'percent')
      if (throttledPercent !== undefined) measure('throttled', throttledPercent, 'percent')
      // Right after the start there is no window yet; the load stands in.
      const value = usedPercent ?? Math.min(100, loadPerCore * 100)
      return { value: Math.round(value * 10) / 10, unit: 'percent' }
    },
  })
}
