export { createHealth } from './create-health.ts'
export { createHealthRoutes } from './compat/create-health-routes.ts'
export { SystemHealthMonitor } from './compat/system-health-monitor.ts'
export { check, localCheck, sharedCheck } from './check.ts'
export { HealthError, HEALTH_ERRORS } from './errors.ts'
export { createMemoryStore } from './stores/memory-store.ts'
export { latencyQuantile, LATENCY_BOUNDS_MS } from './series/latency.ts'
export { VERSION } from './version.ts'
export { DeliveryError } from './alerts/delivery-error.ts'
export type { Notifier, NotifierContext } from './alerts/notifier.ts'
export type {
  CheckContext,
  CheckFunction,
  CheckOptions,
  CheckParts,
  CheckReturn,
  HealthCheck,
  LocalCheckOptions,
  OwnCheckOptions,
  SharedCheckOptions,
} from './check.ts'
export type { RoutableApplication } from './compat/create-health-routes.ts'
export type { HealthMetricReport, SystemHealthCheck } from './compat/system-health-monitor.ts'
export type { HealthErrorCode } from './errors.ts'
export type { SystemHealth, HealthMetric } from './export/system-health.ts'
export type { Health, HistoryRange } from './health.ts'
export type {
  HistoryBatch,
  HistoryStore,
  IncidentQuery,
  ResultQuery,
  SeriesQuery,
  StoredDocument,
} from './history/history-store.ts'
export type { HistoryQuery, Time } from './history/read-query.ts'
export type { AccessOptions } from './http/access.ts'
export type { HealthHandler, HealthRequest, HealthResponse } from './http/handler/health-request.ts'
export type { ListenOptions, ProbeServer, ThreadOptions } from './http/listen.ts'
export type { Acknowledgement, Alert, AlertReason } from './model/alert.ts'
export type { AlertMatch } from './model/alert-match.ts'
export type { CheckOutcome, Measurement, Scalar } from './model/check-outcome.ts'
export type { CheckResult, Fault } from './model/check-result.ts'
export type { CheckSettings } from './model/check-settings.ts'
export type { Clock } from './model/clock.ts'
export type {
  HealthEventName,
  HealthEvents,
  IncidentEvent,
  LifecycleEvent,
  SelfEvent,
  Transition,
} from './model/health-events.ts'
export type { CheckSnapshot, HealthSnapshot, ServiceInfo } from './model/health-snapshot.ts'
export type { Incident } from './model/incident.ts'
export type { Delivery, TestResult } from './model/delivery.ts'
export type { Silence } from './model/silence.ts'
export type { Kind, Scope } from './model/kind.ts'
export type { Lifecycle } from './model/lifecycle.ts'
export type { Status } from './model/status.ts'
export type { Threshold, Thresholds } from './model/threshold.ts'
export type { MetricFamily, MetricSample, MetricType } from './export/metric-family.ts'
export type { MetricsRegistry } from './metrics/join-registry.ts'
export type { MetricSource } from './metrics/metric-sources.ts'
export type { AlertOptions, AlertRoute, EscalationStep, Maintenance, SilenceOptions } from './options/alert-options.ts'
export type { CheckDefaults, HealthOptions } from './options/health-options.ts'
export type { Bytes } from './units/bytes.ts'
export type { Duration } from './units/duration.ts'
export type { SeriesPoint } from './series/series-point.ts'
export type { Uptime } from './series/uptime.ts'
