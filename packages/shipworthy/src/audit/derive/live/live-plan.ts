import type { Views } from '../views.ts'
import { plannedPaths, type PlannedPath } from './planned-paths.ts'

/** What the source says about where to look in the running system. */
export interface LivePlan {
  /** Health, metrics and debugging paths that code and manifests name. */
  paths: PlannedPath[]
}

export function planLive(views: Views): LivePlan {
  return { paths: plannedPaths(views) }
}
