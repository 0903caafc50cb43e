import type { PlannedPath } from '../../facts/live/live-plan.ts'
import { declaredProbes } from '../containers/declared-probes.ts'
import type { Views } from '../views.ts'

const ENDPOINT_ROLES = { liveness: 'liveness', readiness: 'readiness', general: 'health' } as const
const PROBE_ROLES = { liveness: 'liveness', readiness: 'readiness', startup: 'health', container: 'health' } as const

/** Health paths whose address is certain: of the code, and of what watches the containers. The code knows best. */
export function plannedPaths({ health, containers, workloads }: Views): PlannedPath[] {
  const probed = declaredProbes(containers, workloads).map(({ path, kind, what, evidence }): PlannedPath => ({
    path,
    role: PROBE_ROLES[kind],
    origin: `${what} in ${evidence.file}:${evidence.line}`,
  }))
  const coded = health.endpoints.flatMap(({ path, exact, kind, evidence }): PlannedPath[] => {
    if (!exact || !path.startsWith('/') || /[:*(]/.test(path)) return []
    return [{ path, role: ENDPOINT_ROLES[kind], origin: `${evidence.file}:${evidence.line}` }]
  })
  return [...new Map([...probed, ...coded].map((planned) => [planned.path, planned])).values()]
}
