import type { CheckSnapshot, HealthSnapshot } from '../model/health-snapshot.ts'
import type { Scalar } from '../model/check-outcome.ts'

/** Numbers about the process and its host, by group. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Scalar>>>>

/** Everything, for those who may see it. `now` is in milliseconds since 1970. */
export function toDetailedJson(snapshot: HealthSnapshot, resources: Resources, now: number): string {
  const { service, lifecycle, status, score, live, ready, started, monitoring, checks, recommendations } = snapshot
  const body = {
    status,
    score,
    lifecycle,
    live,
    ready,
    started,
    monitoring,
    service,
    checks: Object.fromEntries(checks.map((check) => [check.name, describeCheck(check, now)])),
    recommendations,
    ...resources,
  }
  return `${JSON.stringify(body)}\n`
}

/** A check as people read it: times as dates, ages in milliseconds. */
function describeCheck(check: CheckSnapshot, now: number): Record<string, unknown> {
  const { status, kind, scope, onFail, since, consecutiveFailures, transitions, incident, causedBy, recommendation } =
    check
  const { value, unit, message, metadata, measurements, durationMs, startedAt, fault } = check.result ?? {}
  return {
    status,
    kind,
    scope,
    onFail,
    value,
    unit,
    message,
    since: new Date(since).toISOString(),
    lastRun: startedAt === undefined ? undefined : new Date(startedAt).toISOString(),
    ageMs: startedAt === undefined ? undefined : Math.max(0, now - startedAt),
    durationMs: durationMs === undefined ? undefined : Math.round(durationMs * 100) / 100,
    lastResult: check.result?.status,
    fault,
    consecutiveFailures,
    transitions,
    incident,
    causedBy,
    recommendation: status === 'healthy' ? undefined : recommendation,
    measurements: measurements && Object.fromEntries(measurements.map((one) => [one.name, measured(one)])),
    metadata,
  }
}

function measured({ value, unit }: { value: number; unit?: string }): { value: number; unit?: string } {
  return { value, ...(unit !== undefined && { unit }) }
}
