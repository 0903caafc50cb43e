import type { Server } from 'node:http'
import type { HealthHandler } from '../handler/health-request.ts'
import { attachToServer } from './node.ts'

/** What is used of a Nest application, on Express or Fastify. */
export interface NestApplication {
  getHttpServer(): unknown
}

/** Stands in front of a Nest application: no module, guard, interceptor or global prefix can get into the way of a probe. */
export function attachToNest(handler: HealthHandler, app: NestApplication): () => void {
  return attachToServer(handler, app.getHttpServer() as Server)
}
