import type { HealthCheck } from '../check.ts'
import { sqlCheck, type SqlOptions } from './parts/sql-check.ts'

/**
 * Whether MySQL or MariaDB answers a query, and whether the pool has connections left.
 *
 * @example
 * mysql({ client: pool, kind: 'readiness', warnAbove: '200ms' })
 */
export function mysql(options: SqlOptions): HealthCheck {
  return sqlCheck('mysql', options)
}
