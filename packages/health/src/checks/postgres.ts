import type { HealthCheck } from '../check.ts'
import { sqlCheck, type SqlOptions } from './parts/sql-check.ts'

/**
 * Whether PostgreSQL answers a query, and whether the pool has connections left.
 *
 * @example
 * postgres({ client: pool, kind: 'readiness', warnAbove: '200ms' })
 */
export function postgres(options: SqlOptions): HealthCheck {
  return sqlCheck('postgres', options)
}
