import { constants, monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks'
import { createHistogram, histogramSamples, observe, type Histogram } from '../export/histogram.ts'
import type { MetricFamily } from '../export/metric-family.ts'

export interface ProcessMetrics {
  /** The figures now. Those of the event loop are of the time since they were last asked for, but at least of one second. */
  families(): MetricFamily[]
  end(): void
}

const RESOLUTION_MS = 20
const MIN_WINDOW_MS = 1_000
const GC_KINDS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
}

/** CPU, memory, garbage collection and event loop of this process, under the names that dashboards for Node.js know. */
export function watchProcess(): ProcessMetrics {
  const collections = new Map<string, Histogram>()
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { detail: { kind: number } }).detail
      const name = GC_KINDS[kind] ?? 'other'
      const histogram = collections.get(name) ?? createHistogram()
      collections.set(name, histogram)
      observe(histogram, entry.duration / 1_000)
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  const loop = watchLoop()

  return {
    families: () => [
      ...processFamilies(),
      ...loop.families(),
      {
        name: 'nodejs_gc_duration_seconds',
        type: 'histogram',
        help: 'Garbage collections by kind.',
        samples: [...collections].flatMap(([kind, histogram]) => histogramSamples(histogram, { kind })),
      },
    ],
    end() {
      observer.disconnect()
      loop.end()
    },
  }
}

function watchLoop(): ProcessMetrics {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  let before = performance.eventLoopUtilization()
  let takenAtMs = performance.now()
  let last: MetricFamily[] = []
  return {
    families() {
      // Two scrapers in one second must not empty the window for each other.
      if (last.length > 0 && performance.now() - takenAtMs < MIN_WINDOW_MS) return last
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, before)
      before = now
      takenAtMs = performance.now()
      const seconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1_000)
      last = [
        gauge('nodejs_eventloop_utilization', 'Share of time in which the loop was busy.', utilization || 0),
        gauge('nodejs_eventloop_lag_p50_seconds', 'Median of how late timers were.', seconds(delays.percentile(50))),
        gauge(
          'nodejs_eventloop_lag_p99_seconds',
          '99th percentile of how late timers were.',
          seconds(delays.percentile(99)),
        ),
        gauge('nodejs_eventloop_lag_max_seconds', 'How late the latest timer was.', seconds(delays.max)),
      ]
      delays.reset()
      return last
    },
    end: () => void delays.disable(),
  }
}

function processFamilies(): MetricFamily[] {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return [
    counter('process_cpu_user_seconds_total', 'CPU time in user mode.', user / 1e6),
    counter('process_cpu_system_seconds_total', 'CPU time in system mode.', system / 1e6),
    counter('process_cpu_seconds_total', 'CPU time.', (user + system) / 1e6),
    gauge('process_start_time_seconds', 'When the process started.', Math.round(performance.timeOrigin) / 1_000),
    gauge('process_resident_memory_bytes', 'Resident memory.', rss),
    gauge('nodejs_heap_size_used_bytes', 'Heap in use.', heapUsed),
    gauge('nodejs_heap_size_total_bytes', 'Heap taken from the system.', heapTotal),
    gauge('nodejs_external_memory_bytes', 'Memory of buffers and other objects outside of the heap.', external),
    {
      name: 'nodejs_version_info',
      type: 'gauge',
      help: 'Version of Node.js; always 1.',
      samples: [{ labels: { version: process.version }, value: 1 }],
    },
  ]
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, type: 'gauge', help, samples: [{ value }] }
}

function counter(name: string, help: string, value: number): MetricFamily {
  return { name, type: 'counter', help, samples: [{ value }] }
}
