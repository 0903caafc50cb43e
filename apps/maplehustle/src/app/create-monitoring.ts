import { check, createHealth, type Health, type HealthCheck } from '@shipworthy/health'
import { disk, eventLoop, memory, redis as redisCheck } from '@shipworthy/health/checks'
import type { Jobs } from '@shipworthy/kit/jobs'
import type { Redis } from 'ioredis'
import type { Config } from '../config/config.ts'
import type { Database } from './open-database.ts'

export interface MonitoringParts {
  config: Config
  version: string
  database: Database
  redis: Redis | undefined
  jobs: Jobs
}

/** Health of this process and of what it needs; checks run once `start` is called. */
export function createMonitoring(parts: MonitoringParts): Health {
  const { config, version } = parts
  return createHealth({
    service: { name: config.APP_NAME, version },
    autoStart: false,
    access: { token: config.HEALTH_TOKEN },
    defaults: { interval: `${config.HEALTH_INTERVAL_MS}ms`, timeout: `${config.HEALTH_TIMEOUT_MS}ms` },
    checks: [...ownChecks(config), ...sharedChecks(parts)],
  })
}

function ownChecks(config: Config): HealthCheck[] {
  return [
    eventLoop({ kind: 'liveness', critical: { p99Delay: `${config.LOOP_DELAY_CRITICAL_MS}ms`, for: '30s' } }),
    memory({ warning: config.MEMORY_WARNING_PERCENT, critical: 95 }),
    disk({ path: config.DATA_FOLDER, warning: config.DISK_WARNING_PERCENT, critical: 95 }),
  ]
}

function sharedChecks({ database, redis, jobs }: MonitoringParts): HealthCheck[] {
  const { pool } = database
  return [
    check('database', { kind: 'readiness' }, async ({ measure }) => {
      const { total, idle, waiting } = pool.statistics()
      measure('poolInUse', total - idle, 'connections')
      measure('poolSize', total, 'connections')
      measure('poolWaiting', waiting, 'requests')
      await pool.query('SELECT 1')
    }),
    ...(redis ? [redisCheck({ client: redis as never, kind: 'readiness' })] : []),
    check('jobs', { kind: 'monitor', interval: '30s' }, () => jobs.assertAlive()),
  ]
}
