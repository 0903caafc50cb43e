import { setTimeout as wait } from 'node:timers/promises'
import { localCheck, type HealthCheck, type LocalCheckOptions } from '../check.ts'
import { MIN_WINDOW_MS, watchCpu } from '../probes/cpu.ts'

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
    async run({ signal, measure }) {
      let numbers = read!()
      if (numbers.usedPercent === undefined) {
        // Right after the start, or the last run, there is no window yet.
        await wait(MIN_WINDOW_MS * 1.1, undefined, { signal })
        numbers = read!()
      }
      const { usedPercent = 0, processPercent, loadPerCore, cores, throttledPercent } = numbers
      measure('loadPerCore', loadPerCore)
      measure('cores', cores)
      if (processPercent !== undefined) measure('process', processPercent, 'percent')
      if (throttledPercent !== undefined) measure('throttled', throttledPercent, 'percent')
      return { value: Math.round(usedPercent * 10) / 10, unit: 'percent' }
    },
  })
}
