import { createAlerts } from './alerts/create-alerts.ts'
import { createExporter } from './create-exporter.ts'
import { createHistory } from './create-history.ts'
import { createRegistry } from './create-registry.ts'
import { createCheckMetrics } from './export/check-metrics.ts'
import { createRequestMetrics } from './export/request-metrics.ts'
import type { Health } from './health.ts'
import { recordHistory } from './history/record-history.ts'
import { joinStorageFaults, STORAGE_FAULT } from './history/storage-faults.ts'
import { createAccess } from './http/access.ts'
import { expressMiddleware } from './http/adapters/express.ts'
import { fastifyPlugin } from './http/adapters/fastify.ts'
import { honoMiddleware } from './http/adapters/hono.ts'
import { koaMiddleware } from './http/adapters/koa.ts'
import { attachToNest } from './http/adapters/nest.ts'
import { attachToServer } from './http/adapters/node.ts'
import { createHandler } from './http/handler/create-handler.ts'
import { listen, type ProbeServer } from './http/listen.ts'
import { measureRequests } from './http/measure-requests.ts'
import { listenInThread } from './http/thread/listen-in-thread.ts'
import type { CheckSettings } from './model/check-settings.ts'
import type { CheckResult } from './model/check-result.ts'
import type { SelfEvent } from './model/health-events.ts'
import type { HealthOptions } from './options/health-options.ts'
import { readDuration } from './options/read-option.ts'
import { resolveAlerts, resolveSilence } from './options/resolve-alerts.ts'
import { resolveHealth } from './options/resolve-health.ts'
import { resolveThread } from './options/resolve-thread.ts'
import { createEventBus } from './run/event-bus.ts'
import { createExpiryTimer } from './run/expiry-timer.ts'
import { createScheduler } from './run/scheduler.ts'
import { SYSTEM_CLOCK } from './run/system-clock.ts'
import { HealthState, type Moment } from './state/health-state.ts'
import { createMemoryStore } from './stores/memory-store.ts'
import { describeError } from './text/describe-error.ts'
import { formatDuration } from './units/duration.ts'

/**
 * The health of a service: probe → check → result → state → history · alerts · export → http.
 *
 * @example
 * export const health = createHealth({
 *   service: { name: 'orders', version: '1.4.0' },
 *   checks: [eventLoop({ kind: 'liveness' }), tcp({ name: 'postgres', host: 'db', port: 5432, kind: 'readiness' })],
 * })
 * app.use(health.express())
 * health.ready()
 */
export function createHealth(options: HealthOptions = {}): Health {
  const { service, prefix, maxConcurrent } = resolveHealth(options)
  const { clock = SYSTEM_CLOCK, random = Math.random, defaults = {}, notifiers = [], checks = [] } = options
  const moment = (): Moment => ({ now: clock.now(), monotonic: clock.monotonic() })

  // Whoever listens is behind a queue of its own; faults of the monitoring itself are events, too.
  const bus = createEventBus((subscriber, error) =>
    tellSelf('self:subscriber', 'warning', `${subscriber} failed: ${describeError(error)}`, { subscriber }),
  )
  const onSelf = (event: SelfEvent): void => bus.emit('self', Object.freeze(event))
  const tellSelf = (
    name: SelfEvent['name'],
    status: SelfEvent['status'],
    message: string,
    metadata: NonNullable<SelfEvent['metadata']> = {},
  ): void => onSelf({ name, status, at: clock.now(), message, metadata })

  // check → result → state
  const checkMetrics = createCheckMetrics()
  const state = new HealthState(service, (name, event) => {
    if (name === 'result') checkMetrics.observe(event as CheckResult)
    bus.emit(name, event)
  })
  const expiry = createExpiryTimer(state, clock)
  const scheduler = createScheduler({
    clock,
    random,
    maxConcurrent,
    onRun(run) {
      state.apply(run, moment())
      expiry.arm()
      registry.retire(run.check)
    },
  })
  const registry = createRegistry({ defaults, scheduler, state, clock })

  // state → history
  const store = options.history === false ? undefined : (options.history ?? createMemoryStore())
  const addWriter = joinStorageFaults((status, message) =>
    tellSelf(STORAGE_FAULT, status, message, { ...(store && { store: store.name }) }),
  )
  const recorder = store && recordHistory(store, clock, addWriter())
  if (recorder) {
    bus.on('result', recorder.result, 'history')
    bus.on('transition', recorder.transition, 'history')
    bus.on('incident', ({ incident }) => recorder.incident(incident), 'history')
  }
  const names = (): string[] => state.snapshot().checks.map(({ name }) => name)
  const history = createHistory({ store, recorder, bus, clock, names })

  // state → alerts
  const policy = resolveAlerts(options.alerts ?? {}, notifiers)
  const settingsOf = (name: string): CheckSettings | undefined => state.settingsOf(name)
  const alerts = createAlerts({
    service,
    policy,
    notifiers,
    store,
    clock,
    random,
    settingsOf,
    tellStorage: addWriter(),
    onSelf,
  })
  bus.on('incident', alerts.follow, 'alerts')
  bus.on('transition', alerts.passed, 'alerts')
  bus.on('self', alerts.followSelf, 'alerts')

  // state → export → http
  const requestMetrics = createRequestMetrics()
  const exporter = createExporter({
    state,
    checkMetrics,
    requestMetrics,
    scheduler,
    recorder,
    history,
    alerts,
    bus,
    clock,
  })
  const edge = (): number => {
    state.expire(moment())
    return state.edge
  }
  const handler = createHandler({
    prefix,
    access: createAccess(options.access ?? {}),
    source: { ...exporter, edge, setMonitoring: (on) => (on ? registry.start() : registry.stop()) },
  })
  const servers = new Set<ProbeServer>()

  registry.add(checks, (index) => `checks[${index}]`)
  if (options.autoStart !== false) registry.start()
  void history.openIncidents().then((open) => open.forEach((incident) => state.resume(incident, moment())))

  const unregister = (name: string): void => {
    registry.remove(name)
    checkMetrics.forget(name)
  }

  return {
    register(check) {
      registry.add([check], () => check.name)
      return () => unregister(check.name)
    },
    unregister,
    start: registry.start,
    stop: registry.stop,
    ready: () => state.setLifecycle('ready', clock.now()),
    drain(delay) {
      state.setLifecycle('draining', clock.now())
      const delayMs = delay === undefined ? 0 : readDuration(delay, 'drain')
      return new Promise((resolve) => void clock.after(delayMs, resolve, { keepAlive: true }))
    },
    async close() {
      registry.close()
      expiry.end()
      exporter.end()
      await bus.flush()
      await Promise.all([...servers].map((server) => server.close()))
      await alerts.close()
      await recorder?.close()
    },
    async run(name) {
      await registry.run(name)
      return state.snapshot()
    },
    snapshot: exporter.snapshot,
    on: bus.on,
    onAlert: alerts.listen,
    alerts: alerts.firing,
    history: history.series,
    uptime: history.uptime,
    incidents: history.incidents,
    acknowledge: alerts.acknowledge,
    silence: async (silence) => alerts.silence(resolveSilence(silence, clock.now())),
    unsilence: alerts.unsilence,
    silences: alerts.silences,
    deliveries: alerts.deliveries,
    deadLetters: () => alerts.deliveries().filter(({ result }) => result === 'dead'),
    testAlert: alerts.test,
    export: exporter.export,
    metrics: () => exporter.metrics('').body,
    joinRegistry: exporter.join,
    addMetrics: exporter.addMetrics,
    measureRequests: (server) => measureRequests(requestMetrics, server),
    handler,
    express: () => expressMiddleware(handler),
    fastify: fastifyPlugin(handler),
    hono: () => honoMiddleware(handler),
    koa: () => koaMiddleware(handler),
    nest: (app) => attachToNest(handler, app),
    attach: (server) => attachToServer(handler, server),
    async listen(where) {
      const { port, host, thread } = where
      const server = thread
        ? await listenInThread({
            setup: { port, host, prefix, ...resolveThread(thread) },
            handler,
            edge,
            answers: handler.answers,
            onChange(listener) {
              const ends = [bus.on('transition', listener), bus.on('lifecycle', listener)]
              return () => ends.forEach((end) => end())
            },
            onStall: ({ durationMs, stack }) =>
              tellSelf('self:event-loop', 'warning', `the event loop was blocked for ${formatDuration(durationMs)}`, {
                durationMs: Math.round(durationMs),
                stack: stack.join('\n'),
              }),
            onDeath: (reason) => tellSelf('self:probe-thread', 'critical', `the probe thread died: ${reason}`),
          })
        : await listen(handler, where)
      servers.add(server)
      return server
    },
  }
}
