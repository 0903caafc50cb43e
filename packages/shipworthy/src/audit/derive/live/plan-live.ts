import type { LivePlan } from '../../facts/live/live-plan.ts'
import type { Views } from '../views.ts'
import { databaseVariables } from './database-variables.ts'
import { plannedPaths } from './planned-paths.ts'
import { plannedPort } from './planned-port.ts'
import { plannedRoutes } from './planned-routes.ts'
import { plannedWebhooks } from './planned-webhooks.ts'

/** What the source tells those who ask the running system. */
export function planLive(views: Views): LivePlan {
  return {
    paths: plannedPaths(views),
    routes: plannedRoutes(views),
    webhooks: plannedWebhooks(views),
    port: plannedPort(views),
    databaseVariables: databaseVariables(views),
  }
}
