import type { Alerts } from './alerts/create-alerts.ts'
import { HealthError } from './errors.ts'
import type { CheckMetrics } from './export/check-metrics.ts'
import { toDetailedJson } from './export/detailed-json.ts'
import { toHealthJson } from './export/health-json.ts'
import { monitorMetrics } from './export/monitor-metrics.ts'
import type { MetricFamily } from './export/metric-family.ts'
import type { RequestMetrics } from './export/request-metrics.ts'
import { METRICS_TYPES, renderMetrics } from './export/render-metrics.ts'
import { toSystemHealth } from './export/system-health.ts'
import type { History } from './create-history.ts'
import { queryOfUrl, type HistoryQuery } from './history/read-query.ts'
import type { HistoryRecorder } from './history/record-history.ts'
import type { HandlerSource } from './http/handler/create-handler.ts'
import { joinRegistry, type MetricsRegistry } from './metrics/join-registry.ts'
import { createMetricSources, type MetricSource } from './metrics/metric-sources.ts'
import { watchProcess, type ProcessMetrics } from './metrics/process-metrics.ts'
import { readResources } from './metrics/read-resources.ts'
import type { Clock } from './model/clock.ts'
import type { HealthSnapshot } from './model/health-snapshot.ts'
import type { EventBus } from './run/event-bus.ts'
import type { Scheduler } from './run/scheduler.ts'
import type { HealthState } from './state/health-state.ts'

export interface ExporterParts {
  state: HealthState
  checkMetrics: CheckMetrics
  requestMetrics: RequestMetrics
  scheduler: Scheduler
  recorder: HistoryRecorder | undefined
  history: History
  alerts: Alerts
  bus: EventBus
  clock: Clock
}

type Source = Omit<HandlerSource, 'edge' | 'setMonitoring'>

export interface Exporter extends Source {
  export(format: 'json' | 'prometheus' | 'openmetrics' | 'csv', query?: HistoryQuery): Promise<string>
  join(registry: MetricsRegistry): () => void
  addMetrics(read: MetricSource): () => void
  end(): void
}

/** What is known, in every format that somebody asks for. */
export function createExporter(parts: ExporterParts): Exporter {
  const { state, checkMetrics, requestMetrics, scheduler, recorder, history, alerts, bus, clock } = parts

  function snapshot(): HealthSnapshot {
    state.expire({ now: clock.now(), monotonic: clock.monotonic() })
    return state.snapshot()
  }

  const sources = createMetricSources()
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
    const requests = requestMetrics.families()
    const ours = [...checkMetrics.families(snapshot()), ...own, ...requests, ...processMetrics.families()]
    const taken = new Set(ours.map(({ name }) => name))
    return [...ours, ...sources.families().filter(({ name }) => !taken.has(name))]
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
    addMetrics: sources.add,
    end: () => processMetrics?.end(),
    exportHistory: (format, query) => history.export(format, queryOfUrl(query)),
    async export(format, query = {}) {
      if (format === 'prometheus' || format === 'openmetrics') return renderMetrics(families(), format)
      if (format === 'json' || format === 'csv') return history.export(format, query)
      const formats = 'json, prometheus, openmetrics, csv'
      throw HealthError.of('SW_ERR_HEALTH_UNKNOWN_FORMAT', { format: String(format), formats })
    },
  }
}
