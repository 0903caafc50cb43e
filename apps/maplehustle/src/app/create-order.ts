import type { Health } from '@shipworthy/health'
import { createLifecycle, type Lifecycle, type Part } from '@shipworthy/kit/lifecycle'
import { flushLog } from '@shipworthy/kit/observability'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { App } from '../routes/app.ts'

export interface OrderParts {
  config: Config
  log: Logger
  health: Health
  /** What the rest needs, beside the log and the health. */
  parts: readonly Part[]
  /** Undefined in a process that serves no requests. */
  web: App | undefined
}

/** The order in which everything starts, and stops the other way round: each part says at which stage. */
export function createOrder({ config, log, health, parts, web }: OrderParts): Lifecycle {
  const lifecycle = createLifecycle({
    health: { ready: () => health.ready(), drain: () => void health.drain() },
    log,
    ...(config.DRAIN_DELAY_MS !== undefined && { drainDelayMs: config.DRAIN_DELAY_MS }),
    deadlineMs: config.SHUTDOWN_DEADLINE_MS,
  })
  lifecycle.add(flushLog(log))
  for (const part of parts) lifecycle.add(part)
  lifecycle.add({ name: 'health', stage: 'queues', start: () => health.start(), stop: () => health.close() })
  const { HOST: host, PORT: port, HEALTH_PORT: healthPort } = config
  if (web)
    return lifecycle
      .add({ name: 'routes', stage: 'servers', start: () => web.ready(), stop: () => web.close() })
      .server(web.server, { port, host })
  if (healthPort === 0) return lifecycle
  return lifecycle.add({ name: 'probes', stage: 'servers', start: () => health.listen({ port: healthPort, host }) })
}
