import type { Server } from 'node:http'
import type { HealthCheck } from './check.ts'
import type { IncidentQuery } from './history/history-store.ts'
import type { HistoryQuery, Time } from './history/read-query.ts'
import type { ExpressMiddleware } from './http/adapters/express.ts'
import type { FastifyLike } from './http/adapters/fastify.ts'
import type { HonoContext } from './http/adapters/hono.ts'
import type { KoaContext } from './http/adapters/koa.ts'
import type { NestApplication } from './http/adapters/nest.ts'
import type { HealthHandler } from './http/handler/health-request.ts'
import type { ListenOptions, ProbeServer } from './http/listen.ts'
import type { MetricsRegistry } from './metrics/join-registry.ts'
import type { MetricSource } from './metrics/metric-sources.ts'
import type { Delivery, TestResult } from './model/delivery.ts'
import type { HealthEventName } from './model/health-events.ts'
import type { Alert } from './model/alert.ts'
import type { HealthSnapshot } from './model/health-snapshot.ts'
import type { Incident } from './model/incident.ts'
import type { Silence } from './model/silence.ts'
import type { SilenceOptions } from './options/alert-options.ts'
import type { Listener } from './run/event-bus.ts'
import type { SeriesPoint } from './series/series-point.ts'
import type { Uptime } from './series/uptime.ts'
import type { Duration } from './units/duration.ts'

export interface HistoryRange {
  /** Milliseconds since 1970, a date, or ISO 8601; one hour before `to` by default. */
  from?: Time
  /** Now by default. */
  to?: Time
  /** Results of one step are summed up; left out: the finest that gives no more than 500 points, from `'1m'` on. */
  step?: Duration
}

/** The health of one service. */
export interface Health {
  /** Adds a check while the service runs; what it returns takes it out again. */
  register(check: HealthCheck): () => void
  unregister(name: string): void

  /** Schedules checks. Done by `createHealth`, unless `autoStart` is false. */
  start(): void
  /** Ends continuous monitoring. What decides about traffic (liveness, readiness, startup) goes on. */
  stop(): void
  /** `starting` → `ready`: call it when the service can take traffic. */
  ready(): void
  /**
   * → `draining`: not ready from now on, live all the same. Resolves after `delay`, the time that load balancers need to notice;
   * end the server then.
   */
  drain(delay?: Duration): Promise<void>
  /** Ends everything: checks, subscriptions, probe servers, the history. */
  close(): Promise<void>

  /** Runs one check, or all, now. */
  run(name?: string): Promise<HealthSnapshot>
  /** What is known at this moment; frozen. */
  snapshot(): HealthSnapshot
  /** Subscribes; what it returns ends the subscription. Listeners run later, never inside a check. */
  on<Name extends HealthEventName>(name: Name, listener: Listener<Name>): () => void
  /** Tells `listener` of alerts and of their end. */
  onAlert(listener: (alert: Alert) => unknown): () => void
  /** Alerts that fire now. */
  alerts(): readonly Alert[]
  /** Somebody looks after it: no reminders and no escalation until it is over. By the alert's id or fingerprint. */
  acknowledge(id: string, how?: { by?: string; comment?: string }): Promise<void>
  /** Nothing new is told of what matches for some time; ends are. Returns its id. */
  silence(silence: SilenceOptions): Promise<string>
  unsilence(id: string): Promise<void>
  /** Silences that are on, without those of the options. */
  silences(): readonly Silence[]
  /** What was sent lately, what waits to be sent, and what was given up. */
  deliveries(): readonly Delivery[]
  /** What was given up. */
  deadLetters(): readonly Delivery[]
  /** Sends a test, and its end, to the notifiers of a route, to one notifier, or to all. Does not wait for another attempt. */
  testAlert(target?: string): Promise<readonly TestResult[]>
  /** What the results of a check amount to, step by step; read from the coarsest sums that answer it. */
  history(check: string, range?: HistoryRange): Promise<readonly SeriesPoint[]>
  /** How much of a window such as `'30d'` a check was up, by its results. */
  uptime(check: string, window: Duration): Promise<Uptime>
  /** Newest first. */
  incidents(query?: IncidentQuery): Promise<readonly Incident[]>
  /** Metrics as text; or the history as JSON or CSV: results, or sums by `step`. */
  export(format: 'json' | 'prometheus' | 'openmetrics' | 'csv', query?: HistoryQuery): Promise<string>

  /** Prometheus metrics, as `/health/metrics` shows them. */
  metrics(): string
  /** Shows our metrics in a prom-client registry of the application, too; what it returns takes them out again. */
  joinRegistry(registry: MetricsRegistry): () => void
  /**
   * Shows what the application measures itself beside our metrics; what it returns takes it out again. Names that are ours
   * stay ours. A registry that was joined before does not hear of it.
   */
  addMetrics(read: MetricSource): () => void
  /** Measures the requests of a server by method, route pattern and class of status; what it returns ends that. */
  measureRequests(server: Server): () => void

  /** The pure function behind all servers and adapters. */
  readonly handler: HealthHandler
  /** Middleware for Express and Connect. */
  express(): ExpressMiddleware
  /** Plugin for Fastify: `await app.register(health.fastify)`. */
  readonly fastify: (fastify: FastifyLike, options: object, done: () => void) => void
  /** Middleware for Hono. */
  hono(): (context: HonoContext, next: () => Promise<void>) => Promise<Response | void>
  /** Middleware for Koa. */
  koa(): (context: KoaContext, next: () => Promise<unknown>) => Promise<void>
  /** Stands in front of a Nest application. */
  nest(app: NestApplication): () => void
  /** Stands in front of any http.Server; the fastest. */
  attach(server: Server): () => void
  /** A server of its own for probes, in a thread of its own if wanted. */
  listen(options: ListenOptions): Promise<ProbeServer>
}
