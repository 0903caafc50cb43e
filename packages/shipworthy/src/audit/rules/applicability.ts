import type { ServiceView } from '../derive/service-view.ts'
import { notApplicable, unknown, type Verdict } from './rule.ts'

/** The verdict for projects that are no service at all; `undefined` when the rule has something to judge. */
export function unlessService(service: ServiceView): Verdict | undefined {
  if (service.isService === true) return undefined
  if (service.isService === 'unknown') return unknown(`${service.reason}, so what runs in production is not known`)
  return notApplicable(`not a service: ${service.reason}`)
}

/** The same for rules about HTTP. */
export function unlessWeb(service: ServiceView): Verdict | undefined {
  const other = unlessService(service)
  if (other) return other
  return service.isWeb ? undefined : notApplicable('it answers no HTTP requests')
}
