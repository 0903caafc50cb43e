import type { Server } from 'node:http'
import type { FastifyLike } from '../http/adapters/fastify.ts'
import type { NestApplication } from '../http/adapters/nest.ts'
import { SystemHealthMonitor } from './system-health-monitor.ts'

/** An Express, Koa, Hono, Fastify or Nest application, or an http.Server. */
export interface RoutableApplication {
  use?: unknown
  register?: unknown
  getHttpServer?: unknown
  emit?: unknown
}

/**
 * Adds every path of health to an application; call it before its own routes.
 *
 * @example
 * const app = express()
 * const monitor = createHealthRoutes(app)
 * monitor.startMonitoring(30)
 */
export function createHealthRoutes(
  app: RoutableApplication,
  monitor: SystemHealthMonitor = new SystemHealthMonitor(),
): SystemHealthMonitor {
  const { health } = monitor
  if (typeof app.getHttpServer === 'function') health.nest(app as NestApplication)
  else if ('addHook' in app) health.fastify(app as unknown as FastifyLike, {}, () => {})
  else if (typeof app.use === 'function')
    (app.use as (middleware: unknown) => void).call(app, middlewareFor(app, monitor))
  else health.attach(app as unknown as Server)
  return monitor
}

function middlewareFor(app: RoutableApplication, { health }: SystemHealthMonitor): unknown {
  if ('fetch' in app) return health.hono()
  // Koa's application has a context of its own and no router.
  return 'context' in app && 'middleware' in app ? health.koa() : health.express()
}
