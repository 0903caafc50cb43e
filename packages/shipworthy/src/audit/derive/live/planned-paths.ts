import type { PathRole } from '../../facts/live/http-facts.ts'
import type { Views } from '../views.ts'

/** A path that the project says the service answers. */
export interface PlannedPath {
  path: string
  role: PathRole
  /** Who says so: `app.get in src/app.ts:12`, `readinessProbe in k8s/api.yaml:30`. */
  origin: string
}

const ROLES = { liveness: 'liveness', readiness: 'readiness', general: 'health' } as const

/** Health paths of the code whose address is certain. */
export function plannedPaths({ health }: Views): PlannedPath[] {
  return health.endpoints.flatMap(({ path, exact, kind, evidence }) => {
    if (!exact || !path.startsWith('/') || /[:*(]/.test(path)) return []
    return [{ path, role: ROLES[kind], origin: `${evidence.file}:${evidence.line}` }]
  })
}
