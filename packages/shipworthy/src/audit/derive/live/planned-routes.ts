import type { PlannedRoute } from '../../facts/live/live-plan.ts'
import { lineAndColumn } from '../../facts/position.ts'
import type { Views } from '../views.ts'

/** Plain letters, and parameters that are a part of their own. */
const PLAIN = /^(\/|(\/(:\w+|[\w.~-]+))+\/?)$/

/** Routes in force whose path is certain; patterns and wildcards are left out. */
export function plannedRoutes({ http }: Views): PlannedRoute[] {
  const planned = http.routes
    .filter(({ exact, force, path }) => exact && force === 'on' && PLAIN.test(path))
    .map(({ method, path, file, at }): PlannedRoute => ({
      method,
      path,
      parameters: [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!),
      origin: `${file.path}:${lineAndColumn(file.lineStarts, at).line}`,
    }))
  return [...new Map(planned.map((route) => [`${route.method} ${route.path}`, route])).values()]
}
