import type { Route } from '../http/route.ts'
import type { ProfileContext } from './profile-context.ts'
import { traitAt, type Trait } from './trait.ts'

/** How many routes answer. Where some may have been missed, that is said. */
export function routeTraits({ views, trait }: ProfileContext): Trait[] {
  const { apps, routes, open, openReasons } = views.http
  const [first] = apps
  if (!first) return []
  const live = countOf(routes.filter(({ force }) => force !== 'off'))
  const counted = open
    ? traitAt(`at least ${plural(live)}`, 'maybe', first, openReasons.join('; '))
    : traitAt(plural(live), 'on', first)
  const off = routes.filter(({ force }) => force === 'off')
  return [counted, ...(off[0] ? [trait(plural(countOf(off)), off[0])] : [])]
}

function countOf(routes: readonly Route[]): number {
  return new Set(routes.map(({ app, method, path }) => `${app} ${method} ${path}`)).size
}

function plural(count: number): string {
  return count === 1 ? '1 route' : `${count} routes`
}
