import { randomUUID } from 'node:crypto'
import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { HealthAnswer } from '../../../facts/live/process-facts.ts'
import { askHealth, type HealthPath } from './ask-health.ts'

/** Where services keep them, when the code does not say. */
const WELL_KNOWN: readonly HealthPath[] = [
  { path: '/health/live', role: 'liveness' },
  { path: '/livez', role: 'liveness' },
  { path: '/health/ready', role: 'readiness' },
  { path: '/readyz', role: 'readiness' },
  { path: '/ready', role: 'readiness' },
  { path: '/health', role: 'health' },
  { path: '/healthz', role: 'health' },
]

/** The health paths that the code names; where it names none, those usual ones that something answers. */
export async function healthPaths(origin: string, { paths }: LivePlan, signal: AbortSignal): Promise<HealthPath[]> {
  const planned = paths.flatMap(({ path, role }) =>
    role === 'liveness' || role === 'readiness' || role === 'health' ? [{ path, role }] : [],
  )
  if (planned.length > 0) return planned
  const nothing = await askHealth(origin, { path: `/${randomUUID()}`, role: 'health' }, signal)
  // What answers every path with 200 says nothing with it.
  if (isSuccess(nothing)) return []
  const answers = await Promise.all(WELL_KNOWN.map((known) => askHealth(origin, known, signal)))
  return WELL_KNOWN.filter((_, index) => isThere(answers[index]!))
}

export function isSuccess({ status }: HealthAnswer): boolean {
  return status !== undefined && status >= 200 && status < 300
}

function isThere({ status, text }: HealthAnswer): boolean {
  return (
    status !== undefined && (status < 300 || status >= 500) && status !== 501 && !/^\s*<(!doctype|html)/i.test(text)
  )
}
