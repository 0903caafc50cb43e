import type { Views } from '../views.ts'
import { plannedPaths, type PlannedPath } from './planned-paths.ts'
import { plannedRoutes, type PlannedRoute } from './planned-routes.ts'

/** What the source says about where to look in the running system. */
export interface LivePlan {
  /** Health paths that code and manifests name. */
  paths: PlannedPath[]
  /** Routes of the code whose address is certain. */
  routes: PlannedRoute[]
}

export function planLive(views: Views): LivePlan {
  return { paths: plannedPaths(views), routes: plannedRoutes(views) }
}
