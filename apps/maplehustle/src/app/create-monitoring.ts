import { check, createHealth, type Health, type HealthCheck, type Notifier } from '@shipworthy/health'
import { disk, eventLoop, fileAge, http, memory, redis as redisCheck, smtp } from '@shipworthy/health/checks'
import { createSlackNotifier } from '@shipworthy/health/notifiers/slack'
import { createWebhookNotifier } from '@shipworthy/health/notifiers/webhook'
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
    checks: [...ownChecks(config), ...sharedChecks(parts), ...outsideChecks(config)],
    notifiers: notifiersOf(config),
    alerts: { reminders: { first: `${config.ALERT_REMIND_HOURS}h` } },
  })
}

function ownChecks(config: Config): HealthCheck[] {
  return [
    eventLoop({ kind: 'liveness', critical: { p99Delay: `${config.LOOP_DELAY_CRITICAL_MS}ms`, for: '30s' } }),
    memory({ warning: config.MEMORY_WARNING_PERCENT, critical: 95 }),
    disk({ warning: config.DISK_WARNING_PERCENT, critical: 95 }),
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

/** What others run is watched, and never decides whether we live or take requests. */
function outsideChecks(config: Config): HealthCheck[] {
  const checks: HealthCheck[] = []
  if (config.STRIPE_SECRET_KEY !== undefined)
    checks.push(
      // Any answer will do, without a key: it costs no request of the account's.
      http({
        name: 'stripe',
        url: config.STRIPE_API_URL,
        kind: 'monitor',
        interval: '1m',
        expectStatus: (status) => status < 500,
      }),
    )
  if (config.SMTP_URL !== undefined) {
    const { hostname, port, protocol } = new URL(config.SMTP_URL)
    const secure = protocol === 'smtps:'
    checks.push(
      smtp({ host: hostname, port: port === '' ? (secure ? 465 : 587) : Number(port), secure, kind: 'monitor' }),
    )
  }
  if (config.BACKUP_FILES !== undefined)
    checks.push(
      fileAge({
        name: 'backups',
        path: config.BACKUP_FILES,
        maxFileAge: `${config.BACKUP_MAX_AGE_HOURS}h`,
        minSize: `${config.BACKUP_MIN_BYTES}B`,
      }),
    )
  return checks
}

function notifiersOf({
  ALERT_WEBHOOK_URL: url,
  ALERT_WEBHOOK_SECRET: secret,
  ALERT_SLACK_URL: slack,
}: Config): Notifier[] {
  const notifiers: Notifier[] = []
  if (url !== undefined) notifiers.push(createWebhookNotifier({ url, ...(secret !== undefined && { secret }) }))
  if (slack !== undefined) notifiers.push(createSlackNotifier({ url: slack }))
  return notifiers
}
