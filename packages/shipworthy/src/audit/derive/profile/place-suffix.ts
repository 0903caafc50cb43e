import type { Middleware } from '../http/route.ts'

/** Where something is mounted, unless that is everywhere: ` on /api`. */
export function placeSuffix({ path, level }: Pick<Middleware, 'path' | 'level'>): string {
  if (level === 'route' || path === 'config.rateLimit') return ' on single routes'
  if (path !== '' && path !== '/' && path !== '/*' && path !== '*') return ` on ${path}`
  return level === 'router' ? ' on a router' : ''
}
