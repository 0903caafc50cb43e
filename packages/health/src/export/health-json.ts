import type { CheckSnapshot, HealthSnapshot } from '../model/health-snapshot.ts'
import type { Status } from '../model/status.ts'

const PASS_WARN_FAIL: Readonly<Record<Status, 'pass' | 'warn' | 'fail'>> = {
  healthy: 'pass',
  warning: 'warn',
  unknown: 'warn',
  critical: 'fail',
}

interface Observation {
  componentId: string
  observedValue?: string | number | boolean
  observedUnit?: string
  status: 'pass' | 'warn' | 'fail'
  time?: string
  output?: string
}

/** The snapshot as application/health+json (draft-inadarei-api-health-check-06). */
export function toHealthJson(snapshot: HealthSnapshot, status: 'pass' | 'warn' | 'fail'): string {
  const { service, checks } = snapshot
  const body = {
    status,
    ...(service.version !== undefined && { version: service.version }),
    ...(service.release !== undefined && { releaseId: service.release }),
    serviceId: service.name,
    checks: Object.fromEntries(checks.flatMap(observe)),
  }
  return `${JSON.stringify(body)}\n`
}

function observe(check: CheckSnapshot): [string, Observation[]][] {
  const { name, result, status: state } = check
  const status = PASS_WARN_FAIL[state]
  if (!result) return [[name, [{ componentId: name, status }]]]
  const { value, unit, message, measurements, durationMs, startedAt } = result
  const time = new Date(startedAt).toISOString()
  const output = status === 'pass' || message === undefined ? {} : { output: message }
  const observation = (observedValue: string | number | boolean, observedUnit?: string): Observation[] => [
    { componentId: name, observedValue, ...(observedUnit !== undefined && { observedUnit }), status, time, ...output },
  ]
  return [
    ...(value === undefined ? [] : [[name, observation(value, unit)] satisfies [string, Observation[]]]),
    [`${name}:responseTime`, observation(Math.round(durationMs * 100) / 100, 'ms')],
    ...measurements.map((one): [string, Observation[]] => [`${name}:${one.name}`, observation(one.value, one.unit)]),
  ]
}
