import type { PlannedPath } from '../../facts/live/live-plan.ts'
import type { Views } from '../views.ts'

const ROLES = { liveness: 'liveness', readiness: 'readiness', general: 'health' } as const

/** Health paths of the code whose address is certain. */
export function plannedPaths({ health }: Views): PlannedPath[] {
  return health.endpoints.flatMap(({ path, exact, kind, evidence }) => {
    if (!exact || !path.startsWith('/') || /[:*(]/.test(path)) return []
    return [{ path, role: ROLES[kind], origin: `${evidence.file}:${evidence.line}` }]
  })
}
