import type { PathRole } from './http-facts.ts'

/** What the source says about where to look in the running system. */
export interface LivePlan {
  /** Health paths that code and manifests name. */
  paths: PlannedPath[]
  /** Routes of the code whose address is certain. */
  routes: PlannedRoute[]
  /** Where payment gateways report what happened. */
  webhooks: PlannedWebhook[]
  /** How the service is told its port. */
  port: PlannedPort
  /** Variables by which it is told the address of its database. */
  databaseVariables: string[]
}

/** What is planned where there is no source. */
export const NO_PLAN: LivePlan = { paths: [], routes: [], webhooks: [], port: { variables: [] }, databaseVariables: [] }

/** A path that the project says the service answers. */
export interface PlannedPath {
  path: string
  role: PathRole
  /** Who says so: `src/app.ts:12`, `the readiness probe in k8s/api.yaml:30`. */
  origin: string
}

/** A route of the code that may be asked. */
export interface PlannedRoute {
  /** Upper case; `ALL` for any. */
  method: string
  /** `/users`, or `/users/:id` with its parameters as written. */
  path: string
  /** Names of its parameters. */
  parameters: string[]
  /** `src/app.ts:12` */
  origin: string
}

/** How a service is told its port, as far as the code says. */
export interface PlannedPort {
  /** Variables that it takes it from. */
  variables: string[]
  /** The port it listens on whatever it is told. */
  fixed?: number
}

/** A route for a payment gateway, whose path is certain. */
export interface PlannedWebhook {
  path: string
  gateway?: string
}
