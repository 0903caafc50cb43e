import { lineAndColumn } from '../../facts/position.ts'
import type { Views } from '../views.ts'

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
