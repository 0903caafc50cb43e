import type { Scalar } from '../model/check-outcome.ts'
import type { HealthSnapshot } from '../model/health-snapshot.ts'
import type { Status } from '../model/status.ts'

/** One check as a number with its status. */
export interface HealthMetric {
  name: string
  value: string | number | boolean
  status: Status
  unit?: string
  metadata?: Readonly<Record<string, Scalar>>
  /** ISO 8601; absent before the first run. */
  timestamp?: string
}

/** The whole system in one record. */
export interface SystemHealth {
  overallStatus: Status
  /** 0 to 100. */
  overallScore: number
  metrics: readonly HealthMetric[]
  /** What is wrong, one line each. */
  alerts: readonly string[]
  recommendations: readonly string[]
  monitoring: boolean
}

/** The snapshot as the record that alert callbacks and `/health/system` give. */
export function toSystemHealth(snapshot: HealthSnapshot): SystemHealth {
  const { status, score, checks, recommendations, monitoring } = snapshot
  return {
    overallStatus: status,
    overallScore: score,
    metrics: checks.map(({ name, status: checkStatus, result }) => ({
      name,
      value: result?.value ?? checkStatus,
      status: checkStatus,
      ...(result?.unit !== undefined && { unit: result.unit }),
      ...(result?.metadata && { metadata: result.metadata }),
      ...(result && { timestamp: new Date(result.startedAt).toISOString() }),
    })),
    alerts: checks
      .filter(({ incident }) => incident !== undefined)
      .map(
        ({ name, status: checkStatus, result }) =>
          `${name} is ${checkStatus}${result?.message ? `: ${result.message}` : ''}`,
      ),
    recommendations,
    monitoring,
  }
}
