import type { CheckConfig } from './schema/check-schemas.ts'
import type { MonitorConfig } from './schema/monitor-schema.ts'

/** A check with everything that its service and the defaults say of it. */
export interface NamedCheck {
  /** `service.check` */
  name: string
  /** Where it stands in the configuration. */
  place: readonly PropertyKey[]
  /** Full names. */
  dependsOn: readonly string[]
  check: CheckConfig
}

const STANDARD = { interval: '30s', timeout: '5s' } as const

/** All checks under their full names, defaults filled in. */
export function nameChecks({ services, defaults = {} }: MonitorConfig): NamedCheck[] {
  const all = new Set(services.flatMap(({ name, checks }) => checks.map((check) => fullName(name, check))))
  return services.flatMap((service, serviceIndex) =>
    service.checks.map((check, index): NamedCheck => {
      const resolve = (dependency: string): string => {
        const near = `${service.name}.${dependency}`
        return all.has(near) ? near : dependency
      }
      const dependsOn = (check.dependsOn ?? []).map(resolve)
      const labels = { service: service.name, ...service.labels, ...check.labels }
      return {
        name: fullName(service.name, check),
        place: ['services', serviceIndex, 'checks', index],
        dependsOn,
        check: { ...STANDARD, ...defaults, ...check, labels, dependsOn: [...dependsOn] },
      }
    }),
  )
}

function fullName(service: string, { name, type }: CheckConfig): string {
  return `${service}.${name ?? type}`
}
