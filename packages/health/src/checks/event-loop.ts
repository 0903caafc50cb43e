import { localCheck, type HealthCheck, type LocalCheckOptions } from '../check.ts'
import type { Threshold, Thresholds } from '../model/threshold.ts'
import { readDuration, readNumber } from '../options/read-option.ts'
import { watchEventLoop, type EventLoopProbe } from '../probes/event-loop.ts'
import type { Duration } from '../units/duration.ts'

export interface EventLoopLimits {
  /** 99th percentile of how late timers are. */
  p99Delay?: Duration
  /** Share of the time in which the loop is busy, 0 to 1. */
  utilization?: number
  /** Beyond the limit for this long before it counts; at once by default. */
  for?: Duration
}

export interface EventLoopOptions extends LocalCheckOptions {
  /** `{ p99Delay: '200ms' }` by default. */
  warning?: EventLoopLimits
  /** `{ p99Delay: '2s' }` by default. */
  critical?: EventLoopLimits
}

const WARNING: EventLoopLimits = { p99Delay: '200ms' }
const CRITICAL: EventLoopLimits = { p99Delay: '2s' }

/**
 * Whether this process gets to its work: how late timers are and how busy the loop is, since the last run.
 *
 * @example
 * eventLoop({ kind: 'liveness', critical: { p99Delay: '2s', for: '30s' } })
 */
export function eventLoop(options: EventLoopOptions = {}): HealthCheck {
  const { warning = WARNING, critical = CRITICAL } = options
  let probe: EventLoopProbe | undefined
  return localCheck({
    name: 'event-loop',
    options,
    thresholds: toThresholds(warning, critical),
    start() {
      probe = watchEventLoop()
      return () => probe?.end()
    },
    run({ measure }) {
      const { p99DelayMs, maxDelayMs, utilization } = probe!.read()
      measure('maxDelay', maxDelayMs, 'ms')
      measure('utilization', utilization, 'ratio')
      return { value: Math.round(p99DelayMs * 10) / 10, unit: 'ms' }
    },
  })
}

function toThresholds(warning: EventLoopLimits, critical: EventLoopLimits): Thresholds {
  const limits = [toLimits(warning, 'warning'), toLimits(critical, 'critical')] as const
  const pick = (name: 'value' | 'utilization'): Threshold => ({ ...limits[0][name], ...limits[1][name] })
  const thresholds = { value: pick('value'), utilization: pick('utilization') }
  return Object.fromEntries(Object.entries(thresholds).filter(([, limit]) => Object.keys(limit).length > 0))
}

function toLimits(limits: EventLoopLimits, level: 'warning' | 'critical'): Record<'value' | 'utilization', Threshold> {
  const path = `eventLoop.${level}`
  const time = limits.for === undefined ? {} : { [`${level}ForMs`]: readDuration(limits.for, `${path}.for`) }
  const { p99Delay, utilization } = limits
  return {
    value: p99Delay === undefined ? {} : { [level]: readDuration(p99Delay, `${path}.p99Delay`), ...time },
    utilization: utilization === undefined ? {} : { [level]: readNumber(utilization, `${path}.utilization`), ...time },
  }
}
