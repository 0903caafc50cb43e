import { setTimeout as wait } from 'node:timers/promises'
import { KitError } from '../kit-error.ts'
import { drainServer, type Drain, type WebServer } from './drain-server.ts'
import { STOP_ORDER, type Part } from './part.ts'
import { runPart } from './run-part.ts'
import { timeLimit } from './time-limit.ts'

/** The part of `@shipworthy/health` that a lifecycle tells what it is doing. */
export interface HealthSignals {
  ready: () => void
  drain: () => void
}

/** What a lifecycle has to say; a pino logger fits. */
export interface LifecycleLog {
  info: (details: object, message: string) => void
  error: (details: object, message: string) => void
}

export interface LifecycleOptions {
  health?: HealthSignals
  log?: LifecycleLog
  /**
   * Time between "not ready" and "accepts nothing more", in which load balancers take notice. Default 5 s in
   * production, none elsewhere.
   */
  drainDelayMs?: number
  /** Whatever has not stopped by then is abandoned and the process ends with 1. Default 25 s: Kubernetes kills after 30. */
  deadlineMs?: number
}

export type LifecycleState = 'idle' | 'starting' | 'ready' | 'draining' | 'stopped'

export interface Lifecycle {
  /** Adds something to start and stop; of one stage, what is added first starts first and stops last. */
  add: (part: Part) => Lifecycle
  /** Adds a server that listens when everything else has started. */
  server: (server: WebServer, listen: { port: number; host?: string; name?: string }) => Lifecycle
  /** Starts every part; when one fails, stops those that had started and throws. */
  start: () => Promise<void>
  /** Stops every part. Asked again, it is the same stop. */
  stop: () => Promise<StopResult>
  readonly state: LifecycleState
}

export interface StopResult {
  /** Parts that failed or took too long, with why. */
  failures: { part: string; reason: string }[]
}

const SILENT: LifecycleLog = { info: () => undefined, error: () => undefined }

/**
 * Starts the parts of a service in order and stops them in the opposite one.
 *
 * @example
 * const lifecycle = createLifecycle({ health })
 *   .add({ name: 'database', stage: 'pools', start: () => pool.query('SELECT 1'), stop: () => pool.end() })
 *   .server(createServer(app), { port: 3000 })
 * await runService(lifecycle)
 *
 * @throws KitError `SW_ERR_KIT_START_FAILED` from `start`, `SW_ERR_KIT_PART_DUPLICATE` from `add`.
 */
export function createLifecycle(options: LifecycleOptions = {}): Lifecycle {
  const { health, log = SILENT, deadlineMs = 25_000 } = options
  const drainDelayMs = options.drainDelayMs ?? (process.env['NODE_ENV'] === 'production' ? 5000 : 0)
  const parts: Part[] = []
  const drains: Drain[] = []
  let started: Part[] = []
  let state: LifecycleState = 'idle'
  let stopping: Promise<StopResult> | undefined
  /** The part that starts at this moment. */
  let current: Promise<void> = Promise.resolve()

  async function start(): Promise<void> {
    state = 'starting'
    const never = new AbortController().signal
    for (const part of inStartOrder(parts)) {
      // Told to stop meanwhile: nothing more starts.
      if (stopping) return void (await stopping)
      const beganMs = performance.now()
      try {
        current = runPart(part, 'start', never)
        await current
      } catch (error) {
        await stop()
        throw new KitError('SW_ERR_KIT_START_FAILED', { part: part.name, reason: reasonOf(error) }, error)
      }
      started.push(part)
      log.info({ part: part.name, durationMs: Math.round(performance.now() - beganMs) }, 'started')
    }
    if (stopping) return void (await stopping)
    state = 'ready'
    health?.ready()
  }

  function stop(): Promise<StopResult> {
    return (stopping ??= stopNow())
  }

  async function stopNow(): Promise<StopResult> {
    const wasReady = state === 'ready'
    state = 'draining'
    health?.drain()
    for (const drain of drains) drain.begin()
    using limit = timeLimit(deadlineMs)
    const deadline = limit.signal
    if (wasReady && drainDelayMs > 0) await wait(drainDelayMs, undefined, { signal: deadline }).catch(() => undefined)
    // What is half started may already do its work, and must be stopped too.
    await Promise.race([current.catch(() => undefined), aborted(deadline)])
    await Promise.resolve()
    const failures: StopResult['failures'] = []
    for (const part of started.toReversed()) {
      try {
        await runPart(part, 'stop', deadline)
        log.info({ part: part.name }, 'stopped')
      } catch (error) {
        failures.push({ part: part.name, reason: reasonOf(error) })
        log.error({ part: part.name, err: error }, 'did not stop')
      }
    }
    started = []
    state = 'stopped'
    return { failures }
  }

  const lifecycle: Lifecycle = {
    add: (part) => {
      if (state !== 'idle') throw new KitError('SW_ERR_KIT_ALREADY_STARTED', { part: part.name })
      if (parts.some(({ name }) => name === part.name))
        throw new KitError('SW_ERR_KIT_PART_DUPLICATE', { part: part.name })
      parts.push(part)
      return lifecycle
    },
    server: (server, { port, host, name = 'http server' }) => {
      const drain = drainServer(server)
      drains.push(drain)
      return lifecycle.add({
        name,
        stage: 'servers',
        timeoutMs: deadlineMs,
        start: () => listen(server, port, host),
        stop: drain.finish,
      })
    },
    start,
    stop,
    get state() {
      return state
    },
  }
  return lifecycle
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function inStartOrder(parts: readonly Part[]): Part[] {
  return STOP_ORDER.toReversed().flatMap((stage) => parts.filter((part) => part.stage === stage))
}

function listen(server: WebServer, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host !== undefined && { host }) }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
