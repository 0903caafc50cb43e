import { monitorEventLoopDelay, performance, type EventLoopUtilization } from 'node:perf_hooks'

export interface EventLoopNumbers {
  /** How late timers were since the last reading: the 99th percentile and the worst. */
  p99DelayMs: number
  maxDelayMs: number
  /** Share of the time since the last reading in which the loop was busy, 0 to 1. */
  utilization: number
}

export interface EventLoopProbe {
  read(): EventLoopNumbers
  end(): void
}

const RESOLUTION_MS = 20

/**
 * Watches the event loop. Every reading is of the time since the one before: a figure since the start of the process would
 * hide a loop that has been full for a minute behind a quiet night.
 */
export function watchEventLoop(): EventLoopProbe {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  let before: EventLoopUtilization = performance.eventLoopUtilization()
  return {
    read() {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, before)
      before = now
      const numbers = {
        p99DelayMs: delayOf(histogram.percentile(99)),
        maxDelayMs: delayOf(histogram.max),
        utilization: Number.isFinite(utilization) ? utilization : 0,
      }
      histogram.reset()
      return numbers
    },
    end: () => void histogram.disable(),
  }
}

/** The histogram holds nanoseconds between ticks, the resolution included; empty, its maximum is 0. */
function delayOf(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
}
