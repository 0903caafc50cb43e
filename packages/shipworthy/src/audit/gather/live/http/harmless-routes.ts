import type { PlannedRoute } from '../../../facts/live/live-plan.ts'
import { isHarmless } from './is-harmless.ts'

/** Paths without parameters of the routes that may be asked with a method. */
export function harmlessRoutes(routes: readonly PlannedRoute[], method: string): string[] {
  return routes
    .filter((route) => (route.method === method || route.method === 'ALL') && route.parameters.length === 0)
    .map(({ path }) => path)
    .filter(isHarmless)
}
