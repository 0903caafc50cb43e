import { HealthError } from '../errors.ts'
import type { CheckSettings } from '../model/check-settings.ts'

/** Every `dependsOn` names a check, and none leads back to where it began. */
export function checkDependencies(all: ReadonlyMap<string, CheckSettings>): void {
  const done = new Set<string>()
  const path: string[] = []

  function visit(settings: CheckSettings): void {
    const { name, dependsOn } = settings
    const start = path.indexOf(name)
    if (start !== -1)
      throw HealthError.of('SW_ERR_HEALTH_DEPENDENCY_CYCLE', { circle: [...path.slice(start), name].join(' → ') })
    if (done.has(name)) return
    path.push(name)
    for (const dependency of dependsOn) {
      const next = all.get(dependency)
      if (!next) throw HealthError.of('SW_ERR_HEALTH_UNKNOWN_DEPENDENCY', { name, dependency })
      visit(next)
    }
    path.pop()
    done.add(name)
  }

  for (const settings of all.values()) visit(settings)
}
