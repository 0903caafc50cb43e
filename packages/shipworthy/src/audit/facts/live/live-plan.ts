import type { PathRole } from './http-facts.ts'

/** What the source says about where to look in the running system. */
export interface LivePlan {
  /** Health, metrics and debugging paths that code and manifests name. */
  paths: PlannedPath[]
  /** Where payment gateways report what happened. */
  webhooks: PlannedWebhook[]
}

/** A path that the project says the service answers. */
export interface PlannedPath {
  path: string
  role: PathRole
  /** Who says so: `src/app.ts:12`, `readinessProbe in k8s/api.yaml:30`. */
  origin: string
}

/** A route for a payment gateway, whose path is certain. */
export interface PlannedWebhook {
  path: string
  gateway?: string
}
