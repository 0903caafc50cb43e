import { createAlerts } from './alerts/create-alerts.ts'
import type { HealthCheck } from './check.ts'
import { HealthError } from './errors.ts'
import { createCheckMetrics } from './export/check-metrics.ts'
import { createRequestMetrics } from './export/request-metrics.ts'
import { createExporter } from './create-exporter.ts'
import type { Health } from './health.ts'
import { recordHistory } from './history/record-history.ts'
import { createAccess } from './http/access.ts'
import { expressMiddleware } from './http/adapters/express.ts'
import { fastifyPlugin } from './http/adapters/fastify.ts'
import { honoMiddleware } from './http/adapters/hono.ts'
import { koaMiddleware } from './http/adapters/koa.ts'
import { attachToNest } from './http/adapters/nest.ts'
import { attachToServer } from './http/adapters/node.ts'
import { createHandler } from './http/handler/create-handler.ts'
import { listen, type ListenOptions, type ProbeServer } from './http/listen.ts'
import { measureRequests } from './http/measure-requests.ts'
import { listenInThread, type ThreadParts } from './http/thread/listen-in-thread.ts'
import type { SelfEvent } from './model/health-events.ts'
import type { CheckSettings } from './model/check-settings.ts'
import { checkDependencies } from './options/check-dependencies.ts'
import type { HealthOptions } from './options/health-options.ts'
import { readDuration } from './options/read-option.ts'
import { resolveCheck } from './options/resolve-check.ts'
import { resolveHealth } from './options/resolve-health.ts'
import { resolveThread } from './options/resolve-thread.ts'
import { formatDuration } from './units/duration.ts'
import { createEventBus } from './run/event-bus.ts'
import { createScheduler } from './run/scheduler.ts'
import { SYSTEM_CLOCK } from './run/system-clock.ts'
import { HealthState, type Emit, type Moment } from './state/health-state.ts'
import { createMemoryStore } from './stores/memory-store.ts'
import { describeError } from './text/describe-error.ts'

const HOUR_MS = 3_600_000

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
  const { clock = SYSTEM_CLOCK, random = Math.random, defaults = {}, notifiers = [] } = options
  const checks = new Map<string, { check: HealthCheck; settings: CheckSettings; end: () => void }>()
  const servers = new Set<ProbeServer>()
  const moment = (): Moment => ({ now: clock.now(), monotonic: clock.monotonic() })
  let monitoring = false
  let isClosed = false

  // run: results come out of here, however badly checks behave.
  const scheduler = createScheduler({
    clock,
    random,
    maxConcurrent,
    onRun: (run) => {
      state.apply(run, moment())
      awaitExpiry()
    },
  })

  // state → events: whoever listens is behind a queue of its own.
  const metrics = createCheckMetrics()
  const bus = createEventBus((subscriber, error) => {
    const message = `${subscriber} failed: ${describeError(error)}`
    tellSelf({ name: 'self:subscriber', status: 'warning', at: clock.now(), message, metadata: { subscriber } })
  })
  const tellSelf = (event: SelfEvent): void => bus.emit('self', Object.freeze(event))
  const emit: Emit = (name, event) => {
    if (name === 'result') metrics.observe(event as Parameters<typeof metrics.observe>[0])
    bus.emit(name, event)
  }
  const state = new HealthState(service, emit)

  // history
  const store = options.history === false ? undefined : (options.history ?? createMemoryStore())
  const recorder = store && recordHistory(store, clock, tellSelf)
  if (recorder) {
    bus.on('result', recorder.result, 'history')
    bus.on('transition', recorder.transition, 'history')
    bus.on('incident', ({ incident }) => recorder.incident(incident), 'history')
  }

  // alerts
  const alerts = createAlerts({ service, notifiers, clock, onSelf: tellSelf })
  bus.on('incident', alerts.follow, 'alerts')

  // export
  const requestMetrics = createRequestMetrics()
  const exporter = createExporter({
    state,
    checkMetrics: metrics,
    requestMetrics,
    scheduler,
    recorder,
    store,
    alerts,
    bus,
    clock,
  })

  // http
  const edge = (): number => {
    state.expire(moment())
    return state.edge
  }
  const handler = createHandler({
    prefix,
    access: createAccess(options.access ?? {}),
    source: {
      ...exporter,
      edge,
      setMonitoring: (on) => (on ? start() : stop()),
    },
  })

  let expiry: { atMs: number; cancel: () => void } | undefined
  /** Something turns unknown by itself when its time has come, not only when somebody looks. */
  function awaitExpiry(): void {
    const atMs = state.nextExpiryMs
    if (atMs === Infinity || (expiry && expiry.atMs <= atMs)) return
    expiry?.cancel()
    const cancel = clock.after(Math.max(0, atMs - clock.monotonic()), () => {
      expiry = undefined
      state.expire(moment())
      awaitExpiry()
    })
    expiry = { atMs, cancel }
  }

  function add(check: HealthCheck, path: string): void {
    const settings = resolveCheck(check, defaults, path)
    if (checks.has(settings.name)) throw HealthError.of('SW_ERR_HEALTH_DUPLICATE_CHECK', { name: settings.name })
    checks.set(settings.name, { check, settings, end: () => {} })
  }

  function enter(name: string): void {
    const entry = checks.get(name)!
    entry.end = entry.check.start?.() ?? entry.end
    state.add(entry.settings, clock.now())
    if (monitoring || (isScheduled && entry.settings.kind !== 'monitor')) scheduler.add(entry.settings, entry.check.run)
  }

  function register(check: HealthCheck): () => void {
    add(check, check.name)
    try {
      checkDependencies(new Map([...checks].map(([name, { settings }]) => [name, settings])))
    } catch (error) {
      checks.delete(check.name)
      throw error
    }
    enter(check.name)
    return () => unregister(check.name)
  }

  function unregister(name: string): void {
    scheduler.remove(name)
    checks.get(name)?.end()
    checks.delete(name)
    metrics.forget(name)
    state.remove(name, moment())
  }

  function threadParts({ port, host, thread }: ListenOptions): ThreadParts {
    return {
      setup: { port, host, prefix, ...resolveThread(thread) },
      handler,
      edge,
      answers: handler.answers,
      onChange: (listener) => {
        const ends = [bus.on('transition', listener), bus.on('lifecycle', listener)]
        return () => ends.forEach((end) => end())
      },
      onStall: ({ durationMs, stack }) =>
        tellSelf({
          name: 'self:event-loop',
          status: 'warning',
          at: clock.now(),
          message: `the event loop was blocked for ${formatDuration(durationMs)}`,
          metadata: { durationMs: Math.round(durationMs), stack: stack.join('\n') },
        }),
      onDeath: (reason) =>
        tellSelf({
          name: 'self:probe-thread',
          status: 'critical',
          at: clock.now(),
          message: `the probe thread died: ${reason}`,
        }),
    }
  }

  let isScheduled = false
  function start(): void {
    if (monitoring || isClosed) return
    for (const { check, settings } of checks.values())
      if (!isScheduled || settings.kind === 'monitor') scheduler.add(settings, check.run)
    isScheduled = true
    monitoring = true
    state.setMonitoring(true)
  }

  function stop(): void {
    if (!monitoring) return
    for (const { settings } of checks.values()) if (settings.kind === 'monitor') scheduler.remove(settings.name)
    monitoring = false
    state.setMonitoring(false)
  }

  for (const [index, check] of (options.checks ?? []).entries()) add(check, `checks[${index}]`)
  checkDependencies(new Map([...checks].map(([name, { settings }]) => [name, settings])))
  for (const name of checks.keys()) enter(name)
  if (options.autoStart !== false) start()

  return {
    register,
    unregister,
    start,
    stop,
    ready: () => state.setLifecycle('ready', clock.now()),
    drain(delay) {
      state.setLifecycle('draining', clock.now())
      const delayMs = delay === undefined ? 0 : readDuration(delay, 'drain')
      return new Promise((resolve) => void clock.after(delayMs, resolve, { keepAlive: true }))
    },
    async close() {
      isClosed = true
      scheduler.stop()
      expiry?.cancel()
      exporter.end()
      for (const { end } of checks.values()) end()
      await bus.flush()
      await Promise.all([...servers].map((server) => server.close()))
      await alerts.close()
      await recorder?.close()
    },
    async run(name) {
      if (name !== undefined && !checks.has(name))
        throw HealthError.of('SW_ERR_HEALTH_UNKNOWN_CHECK', { name, names: [...checks.keys()].join(', ') })
      const names = name === undefined ? [...checks.keys()] : [name]
      await Promise.all(names.map((one) => scheduler.runNow(checks.get(one)!.settings, checks.get(one)!.check.run)))
      return state.snapshot()
    },
    snapshot: exporter.snapshot,
    on: bus.on,
    onAlert: (listener) => alerts.add({ name: 'callback', send: (alert) => listener(alert) }),
    alerts: alerts.firing,
    async history(check, { from = clock.now() - HOUR_MS, to = clock.now(), step = '1m' } = {}) {
      if (!store) throw HealthError.of('SW_ERR_HEALTH_NO_HISTORY', {})
      await bus.flush()
      await recorder?.flush()
      return store.series({ check, from, to, stepMs: readDuration(step, 'step') })
    },
    export: exporter.export,
    metrics: () => exporter.metrics('').body,
    joinRegistry: exporter.join,
    measureRequests: (server) => measureRequests(requestMetrics, server),
    handler,
    express: () => expressMiddleware(handler),
    fastify: fastifyPlugin(handler),
    hono: () => honoMiddleware(handler),
    koa: () => koaMiddleware(handler),
    nest: (app) => attachToNest(handler, app),
    attach: (server) => attachToServer(handler, server),
    async listen(where) {
      const server = where.thread ? await listenInThread(threadParts(where)) : await listen(handler, where)
      servers.add(server)
      return server
    },
  }
}
