import { createCache } from '@shipworthy/kit/cache'
import type { Jobs } from '@shipworthy/kit/jobs'
import { createLifecycle, type Lifecycle } from '@shipworthy/kit/lifecycle'
import type { DevMailbox } from '@shipworthy/kit/mail'
import { flushLog } from '@shipworthy/kit/observability'
import type { Config } from '../config/config.ts'
import { seedDemo } from '../development/seed-demo.ts'
import { createMailDesk } from '../services/mail-desk.ts'
import { createOutbox } from '../services/outbox.ts'
import type { Services } from '../services/services.ts'
import { createTasks } from '../tasks/create-tasks.ts'
import { createBackground } from './create-background.ts'
import { createJobStore } from './create-job-store.ts'
import { createLog, TRACING } from './create-log.ts'
import { createMail } from './create-mail.ts'
import { createMonitoring } from './create-monitoring.ts'
import { createProtection } from './create-protection.ts'
import { createServices } from './create-services.ts'
import { createWeb } from './create-web.ts'
import { assertMigrated, migrateDatabase } from './migrate-database.ts'
import { openDatabase, type Database } from './open-database.ts'
import { openPayments } from './open-payments.ts'
import { openRedis } from './open-redis.ts'
import { readVersion } from './read-version.ts'

export const ROLES = ['web', 'worker', 'scheduler'] as const
export type ProcessRole = (typeof ROLES)[number]

export interface AppOptions {
  /** Default: all. */
  roles?: readonly ProcessRole[]
  /** Default: the one that the configuration names. It is ended with the rest. */
  database?: Database
  /** For tests. */
  now?: () => Date
}

export interface MapleHustle {
  lifecycle: Lifecycle
  database: Database
  services: Services
  jobs: Jobs
  mailbox: DevMailbox | undefined
  /** Where the API listens, once it does. */
  url: () => string
}

/** Puts a process together; its lifecycle starts and stops everything in order. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<MapleHustle> {
  const { roles = ROLES, now = () => new Date() } = options
  const version = readVersion()
  const log = createLog(config)
  const database = options.database ?? (await openDatabase(config, log))
  const pool = TRACING.pool(database.pool)
  const redis = openRedis(config, log)
  const cache = createCache({
    name: 'maplehustle',
    ttlMs: config.CACHE_TTL_MS,
    graceMs: config.CACHE_GRACE_MS,
    maxEntries: config.CACHE_MAX_ENTRIES,
    ...(redis && { redis, timeoutMs: config.REDIS_TIMEOUT_MS }),
  })
  const payments = await openPayments(config, url)
  const { mailer, mailbox } = createMail(config)

  // Requests leave work behind, the outbox hands it to the jobs, and the jobs do it with the services.
  const outbox = createOutbox({
    pool,
    enqueue: (task, payload, key) => jobs.enqueue(tasks.work[task], payload, { key }),
    onError: (err) => log.warn({ err }, 'work waits in the outbox'),
  })
  const services = createServices({ config, pool, cache, log, outbox, gateway: payments.gateway, now })
  const mailDesk = createMailDesk({
    pool,
    mailAddresses: services.mailAddresses,
    post: (template, mail, key) => mailer.enqueue(jobs, template, mail, { key }),
    name: config.APP_NAME,
    publicUrl: config.PUBLIC_URL,
  })
  const tasks = createTasks({
    ...services,
    mailDesk,
    crons: { remind: config.REMINDER_CRON, cleanUp: config.CLEAN_UP_CRON, maintain: config.MAINTENANCE_CRON },
  })
  const jobs = createBackground({
    config,
    log,
    store: createJobStore(config, database, log),
    tasks: [...tasks.all, mailer.task],
    schedules: tasks.schedules,
    roles: roles.filter((role) => role !== 'web'),
  })

  const health = createMonitoring({ config, version, database, redis, jobs })
  const protection = createProtection({ config, log, redis })
  const { rateLimit, accountLimit } = protection
  for (const { metrics } of [pool, cache, jobs, rateLimit, accountLimit]) health.addMetrics(metrics)
  const web = roles.includes('web')
    ? await createWeb({ config, version, services, jobs, protection, health, mailbox })
    : undefined
  const lifecycle = createLifecycle({
    health: { ready: () => health.ready(), drain: () => void health.drain() },
    log,
    ...(config.DRAIN_DELAY_MS !== undefined && { drainDelayMs: config.DRAIN_DELAY_MS }),
    deadlineMs: config.SHUTDOWN_DEADLINE_MS,
  })

  lifecycle
    .add(flushLog(log))
    .add({ name: 'database', stage: 'pools', timeoutMs: 60_000, start: prepareDatabase, stop: () => pool.end() })
    .add({ name: 'redis', stage: 'pools', stop: () => redis?.disconnect() })
    .add({ name: 'cache', stage: 'pools', stop: () => cache.close() })
    .add({ name: 'rate limits', stage: 'pools', stop: protection.close })
    .add(mailer.part())
    .add(payments.part())
    .add({ name: 'health', stage: 'queues', start: () => health.start(), stop: () => health.close() })
  for (const part of jobs.parts()) lifecycle.add(part)
  lifecycle.add(outbox.part())
  if (web)
    lifecycle
      .add({ name: 'routes', stage: 'servers', start: () => web.ready(), stop: () => web.close() })
      .server(web.server, { port: config.PORT, host: config.HOST })
  else if (config.HEALTH_PORT > 0)
    lifecycle.add({
      name: 'probes',
      stage: 'servers',
      start: () => health.listen({ port: config.HEALTH_PORT, host: config.HOST }),
    })
  return { lifecycle, database, services, jobs, mailbox, url }

  async function prepareDatabase(): Promise<void> {
    await (config.MIGRATE_ON_START ? migrateDatabase(pool) : assertMigrated(pool))
    if (config.isDevelopment && config.SEED_DEMO) await seedDemo(pool)
  }

  function url(): string {
    const address = web?.server.address()
    return typeof address === 'object' && address ? `http://localhost:${address.port}` : ''
  }
}
