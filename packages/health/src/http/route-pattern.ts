import type { IncomingMessage } from 'node:http'

const ROUTE = Symbol('route pattern')

type Carrier = IncomingMessage & {
  [ROUTE]?: () => unknown
  route?: { path?: unknown }
  baseUrl?: string
}

/** For frameworks that do not leave the matched route on the request itself. */
export function setRoutePattern(request: IncomingMessage, read: () => unknown): void {
  ;(request as Carrier)[ROUTE] = read
}

/** The pattern of the route that answered, such as `/orders/:id`; undefined when it is not known. Never the path itself. */
export function routePatternOf(request: IncomingMessage): string | undefined {
  const { [ROUTE]: read, route, baseUrl = '' } = request as Carrier
  const pattern = read?.() ?? (typeof route?.path === 'string' ? `${baseUrl}${route.path}` : undefined)
  return typeof pattern === 'string' ? pattern : undefined
}
