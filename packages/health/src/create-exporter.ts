import type { Alerts } from './alerts/create-alerts.ts'
import { HealthError } from './errors.ts'
import type { CheckMetrics } from './export/check-metrics.ts'
import { toDetailedJson } from './export/detailed-json.ts'
import { toHealthJson } from './export/health-json.ts'
import { toHistoryCsv, toHistoryJson } from './export/history-export.ts'
import { monitorMetrics } from './export/monitor-metrics.ts'
import type { MetricFamily } from './export/metric-family.ts'
import type { RequestMetrics } from './export/request-metrics.ts'
import { METRICS_TYPES, renderMetrics } from './export/render-metrics.ts'
import { toSystemHealth } from './export/system-health.ts'
import type { HistoryRange } from './health.ts'
import type { HistoryStore, ResultQuery, SeriesPoint } from './history/history-store.ts'
import type { HistoryRecorder } from './history/record-history.ts'
import type { HandlerSource } from './http/handler/create-handler.ts'
import { joinRegistry, type MetricsRegistry } from './metrics/join-registry.ts'
import { watchProcess, type ProcessMetrics } from './metrics/process-metrics.ts'
import { readResources } from './metrics/read-resources.ts'
import type { Clock } from './model/clock.ts'
import type { HealthSnapshot } from './model/health-snapshot.ts'
import { readDuration } from './options/read-option.ts'
import type { EventBus } from './run/event-bus.ts'
import type { Scheduler } from './run/scheduler.ts'
import type { HealthState } from './state/health-state.ts'

const HOUR_MS = 3_600_000

export interface ExporterParts {
  state: HealthState
  checkMetrics: CheckMetrics
  requestMetrics: RequestMetrics
  scheduler: Scheduler
  recorder: HistoryRecorder | undefined
  store: HistoryStore | undefined
  alerts: Alerts
  bus: EventBus
  clock: Clock
}

type Source = Omit<HandlerSource, 'edge' | 'setMonitoring'>

export interface Exporter extends Source {
  export(format: 'json' | 'prometheus' | 'openmetrics' | 'csv', query?: ResultQuery): Promise<string>
  history(check: string, range?: HistoryRange): Promise<readonly SeriesPoint[]>
  join(registry: MetricsRegistry): () => void
  end(): void
}

/** What is known, in every format that somebody asks for. */
export function createExporter(parts: ExporterParts): Exporter {
  const { state, checkMetrics, requestMetrics, scheduler, recorder, store, alerts, bus, clock } = parts

  function snapshot(): HealthSnapshot {
    state.expire({ now: clock.now(), monotonic: clock.monotonic() })
    return state.snapshot()
  }

  let processMetrics: ProcessMetrics | undefined
  let cached: MetricFamily[] | undefined
  /** A registry that was joined asks for one family after the other; all of them are read once for a round. */
  function familiesOnce(): MetricFamily[] {
    if (!cached) {
      cached = families()
      setImmediate(() => void (cached = undefined))
    }
    return cached
  }

  function families(): MetricFamily[] {
    // Whoever reads no metrics does not pay for them.
    processMetrics ??= watchProcess()
    const { lagMs, inFlight, waiting, skipped } = scheduler.statistics()
    const own = monitorMetrics({
      schedulerLagMs: lagMs,
      inFlight,
      waiting,
      skipped,
      storeErrors: recorder?.statistics().errors ?? 0,
      storeWaiting: recorder?.statistics().waiting ?? 0,
      alerts: alerts.statistics(),
      subscribers: bus.statistics(),
    })
    return [...checkMetrics.families(snapshot()), ...own, ...requestMetrics.families(), ...processMetrics.families()]
  }

  /** The store, after everything that has happened so far has been written to it. */
  async function readStore(): Promise<HistoryStore> {
    if (!store) throw HealthError.of('SW_ERR_HEALTH_NO_HISTORY', {})
    await bus.flush()
    await recorder?.flush()
    return store
  }

  async function results(format: 'json' | 'csv', query: ResultQuery): Promise<string> {
    const found = await (await readStore()).results(query)
    return format === 'csv' ? toHistoryCsv(found) : toHistoryJson(found)
  }

  return {
    snapshot,
    detailed: () => toDetailedJson(snapshot(), readResources(), clock.now()),
    healthJson: (status) => toHealthJson(snapshot(), status),
    system: () => `${JSON.stringify(toSystemHealth(snapshot()))}\n`,
    version: () => ({ ...snapshot().service, node: process.version }),
    metrics(accept) {
      const format = accept.includes('application/openmetrics-text') ? 'openmetrics' : 'prometheus'
      return { type: METRICS_TYPES[format], body: renderMetrics(families(), format) }
    },
    join: (registry) => joinRegistry(registry, familiesOnce),
    end: () => processMetrics?.end(),
    exportHistory: (format, query) => results(format, readQuery(query)),
    async history(check, { from = clock.now() - HOUR_MS, to = clock.now(), step = '1m' } = {}) {
      return (await readStore()).series({ check, from, to, stepMs: readDuration(step, 'step') })
    },
    async export(format, query = {}) {
      if (format === 'prometheus' || format === 'openmetrics') return renderMetrics(families(), format)
      if (format === 'json' || format === 'csv') return results(format, query)
      const formats = 'json, prometheus, openmetrics, csv'
      throw HealthError.of('SW_ERR_HEALTH_UNKNOWN_FORMAT', { format: String(format), formats })
    },
  }
}

/** `?check=&from=&to=&limit=`; times as ISO 8601 or milliseconds. What cannot be read is left out. */
function readQuery(query: ReadonlyMap<string, readonly string[]>): ResultQuery {
  const check = query.get('check')?.[0]
  const from = readTime(query.get('from')?.[0])
  const to = readTime(query.get('to')?.[0])
  const limit = Number(query.get('limit')?.[0] ?? Number.NaN)
  return {
    ...(check !== undefined && { check }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(Number.isInteger(limit) && limit > 0 && { limit }),
  }
}

function readTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}
