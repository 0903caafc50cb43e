import { createLatencyHistogram, latencySamples, type LatencyHistogram } from '../metrics/latency-histogram.ts'
import type { MetricFamily, MetricSample } from '../metrics/metric-family.ts'
import type { QueueName } from './define-task.ts'
import type { JobEvent, QueueStatistics } from './jobs.ts'

export interface JobMeasures {
  observe: (event: JobEvent) => void
  families: () => MetricFamily[]
}

export interface JobMeasureOptions {
  /** Counts what is in the store. */
  count: () => Promise<Record<QueueName, QueueStatistics>>
  isTask: (name: string) => boolean
  now?: () => number
}

interface Counted {
  atMs: number
  queues: Record<QueueName, QueueStatistics>
}

/** What was counted longer ago says nothing any more. */
const MAX_AGE_MS = 5 * 60_000

/**
 * Jobs for a registry of metrics. Who reads metrics does not wait for the store: it is counted after each reading, for the next
 * one, and when it cannot be, there is no number.
 */
export function createJobMeasures({ count, isTask, now = Date.now }: JobMeasureOptions): JobMeasures {
  const done = new Map<string, { labels: Record<string, string>; count: number }>()
  const durations = new Map<string, { labels: Record<string, string>; histogram: LatencyHistogram }>()
  const stalled = new Map<QueueName, number>()
  let counted: Counted | undefined
  let isCounting = false

  function recount(): void {
    if (isCounting) return
    isCounting = true
    count()
      .then(
        (queues) => (counted = { atMs: now(), queues }),
        () => (counted = undefined),
      )
      .finally(() => (isCounting = false))
  }

  return {
    observe({ type, queue, task = '', durationMs }) {
      if (type === 'error') return
      if (type === 'stalled') return void stalled.set(queue, (stalled.get(queue) ?? 0) + 1)
      // Names that nobody defined could be any number.
      const labels = { queue, task: isTask(task) ? task : 'unknown' }
      const key = `${queue}/${labels.task}`
      const total = done.get(`${key}/${type}`) ?? { labels: { ...labels, result: type }, count: 0 }
      done.set(`${key}/${type}`, { ...total, count: total.count + 1 })
      if (durationMs === undefined) return
      const measured = durations.get(key) ?? { labels, histogram: createLatencyHistogram() }
      durations.set(key, measured)
      measured.histogram.observe(durationMs)
    },
    families() {
      recount()
      return [
        {
          name: 'shipworthy_jobs_total',
          type: 'counter',
          help: 'Attempts of jobs that ended here; dead ones are not tried again.',
          samples: [...done.values()].map(({ labels, count: value }) => ({ labels, value })),
        },
        {
          name: 'shipworthy_job_duration_seconds',
          type: 'histogram',
          help: 'Time of one attempt.',
          samples: [...durations.values()].flatMap(({ labels, histogram }) => latencySamples(histogram, labels)),
        },
        {
          name: 'shipworthy_jobs_stalled_total',
          type: 'counter',
          help: 'Jobs whose worker was gone.',
          samples: [...stalled].map(([queue, value]) => ({ labels: { queue }, value })),
        },
        ...(counted && now() - counted.atMs < MAX_AGE_MS ? inStore(counted) : []),
      ]
    },
  }
}

/** The same on every instance, as the store is: take the maximum, not the sum. */
function inStore({ atMs, queues }: Counted): MetricFamily[] {
  const samples = Object.entries(queues).flatMap(([queue, { waiting, running, delayed, dead }]): MetricSample[] =>
    Object.entries({ waiting, running, delayed, dead }).map(([state, value]) => ({ labels: { queue, state }, value })),
  )
  return [
    { name: 'shipworthy_jobs', type: 'gauge', help: 'Jobs in the store by state, when they were counted.', samples },
    {
      name: 'shipworthy_jobs_counted_timestamp_seconds',
      type: 'gauge',
      help: 'When the jobs in the store were counted.',
      samples: [{ value: atMs / 1000 }],
    },
  ]
}
