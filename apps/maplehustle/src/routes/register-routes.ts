import type { Services } from '../services/services.ts'
import type { App } from './app.ts'
import { authRoutes, type AuthRouteParts } from './auth/auth-routes.ts'
import { meRoutes } from './me/me-routes.ts'
import { providerRoutes } from './providers/provider-routes.ts'
import { serviceRoutes } from './services/service-routes.ts'
import { sessionRoutes } from './sessions/session-routes.ts'

/** What some routes need beside services. */
export type RouteParts = Services & Omit<AuthRouteParts, 'authentication'>

const ROUTES: readonly ((app: App, parts: RouteParts) => void)[] = [
  authRoutes,
  meRoutes,
  sessionRoutes,
  providerRoutes,
  serviceRoutes,
]

/** Every route there is; a resource is a folder beside this file and a line above. */
export function registerRoutes(app: App, parts: RouteParts): void {
  for (const register of ROUTES) register(app, parts)
}
