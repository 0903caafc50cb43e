import { createCache } from '@shipworthy/kit/cache'
import type { Pool } from '@shipworthy/kit/database'
import type { Jobs } from '@shipworthy/kit/jobs'
import type { Lifecycle } from '@shipworthy/kit/lifecycle'
import type { DevMailbox } from '@shipworthy/kit/mail'
import type { Config } from '../config/config.ts'
import { seedDemo } from '../development/seed-demo.ts'
import type { Services } from '../services/services.ts'
import { createLog, TRACING } from './create-log.ts'
import { createMail } from './create-mail.ts'
import { createMonitoring } from './create-monitoring.ts'
import { createOrder } from './create-order.ts'
import { createProtection } from './create-protection.ts'
import { createWeb } from './create-web.ts'
import { createWork } from './create-work.ts'
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

/** Puts a process together: what it needs, what it does, how it is reached, and the order of all that. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<MapleHustle> {
  const { roles = ROLES, now = () => new Date() } = options
  const version = readVersion()
  const log = createLog(config)
  const database = options.database ?? (await openDatabase(config, log))
  const pool = TRACING.pool<Pool>(database.pool)
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

  const background = roles.filter((role) => role !== 'web')
  const parts = { config, log, database, pool, cache, mailer, gateway: payments.gateway, roles: background, now }
  const { services, jobs, outbox } = createWork(parts)

  const health = createMonitoring({ config, version, database, redis, jobs })
  const protection = createProtection({ config, log, redis })
  const { rateLimit, accountLimit } = protection
  for (const { metrics } of [pool, cache, jobs, rateLimit, accountLimit]) health.addMetrics(metrics)
  const web = roles.includes('web')
    ? await createWeb({ config, version, services, jobs, protection, health, mailbox })
    : undefined

  const lifecycle = createOrder({
    config,
    log,
    health,
    web,
    parts: [
      { name: 'database', stage: 'pools', timeoutMs: 60_000, start: prepareDatabase, stop: () => pool.end() },
      { name: 'redis', stage: 'pools', stop: () => redis?.disconnect() },
      { name: 'cache', stage: 'pools', stop: () => cache.close() },
      { name: 'rate limits', stage: 'pools', stop: protection.close },
      mailer.part(),
      payments.part(),
      ...jobs.parts(),
      outbox.part(),
    ],
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
