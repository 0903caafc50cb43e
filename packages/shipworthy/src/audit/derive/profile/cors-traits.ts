import { corsPolicies, type CorsOrigin } from '../http/cors-view.ts'
import type { ProfileContext } from './profile-context.ts'
import type { Trait } from './trait.ts'

const ORIGINS: Record<CorsOrigin, string> = {
  any: 'CORS for any origin',
  reflected: 'CORS for any origin',
  restricted: 'CORS for named origins',
  none: 'CORS for no origin',
  unknown: 'CORS',
}

export function corsTraits({ views, trait }: ProfileContext): Trait[] {
  const policies = corsPolicies(views.program, views.http, views.service.nextProjects)
  const whole = policies.filter(({ scope }) => scope === 'application')
  return (whole.length > 0 ? whole : policies).map((policy) =>
    trait(`${ORIGINS[policy.origin]}${policy.scope === 'route' ? ' on single routes' : ''}`, policy),
  )
}
