import { createCache } from '@shipworthy/kit/cache'
import { createJobs } from '@shipworthy/kit/jobs'
import { createLifecycle, type Lifecycle } from '@shipworthy/kit/lifecycle'
import type { Config } from '../config/config.ts'
import { seedDemo } from '../development/seed-demo.ts'
import type { App } from '../routes/app.ts'
import type { Services } from '../services/services.ts'
import { createTasks } from '../tasks/tasks.ts'
import { createJobStore } from './create-job-store.ts'
import { createLog } from './create-log.ts'
import { createMonitoring } from './create-monitoring.ts'
import { createProtection } from './create-protection.ts'
import { createServices } from './create-services.ts'
import { createWeb } from './create-web.ts'
import { assertMigrated, migrateDatabase } from './migrate-database.ts'
import { openDatabase } from './open-database.ts'
import { openRedis } from './open-redis.ts'
import { readVersion } from './read-version.ts'

export const ROLES = ['web', 'worker', 'scheduler'] as const
export type ProcessRole = (typeof ROLES)[number]

export interface MapleHustle {
  lifecycle: Lifecycle
  services: Services
  web: App
  /** Where the API listens, once it does. */
  url: () => string
}

/** Puts a process together; its lifecycle starts and stops everything in order. */
export async function createApp(config: Config, roles: readonly ProcessRole[] = ROLES): Promise<MapleHustle> {
  const version = readVersion()
  const log = createLog(config)
  const database = await openDatabase(config, log)
  const { pool } = database
  const redis = openRedis(config, log)
  const cache = createCache({
    name: 'maplehustle',
    ttlMs: config.CACHE_TTL_MS,
    graceMs: config.CACHE_GRACE_MS,
    maxEntries: config.CACHE_MAX_ENTRIES,
    ...(redis && { redis, timeoutMs: config.REDIS_TIMEOUT_MS }),
  })
  const services = createServices({ config, pool, cache, log })
  const jobs = createJobs({
    store: createJobStore(config, database, log),
    ...createTasks(services, { cleanUp: config.CLEAN_UP_CRON }),
    roles: roles.filter((role) => role !== 'web'),
    concurrency: {
      critical: config.JOBS_CRITICAL_CONCURRENCY,
      default: config.JOBS_DEFAULT_CONCURRENCY,
      low: config.JOBS_LOW_CONCURRENCY,
    },
    drainMs: config.JOBS_DRAIN_MS,
    lockMs: config.JOBS_LOCK_MS,
    onEvent: ({ type, error, ...event }) =>
      type === 'completed' ? log.debug(event, 'job done') : log.warn({ ...event, err: error }, `job ${type}`),
  })
  const health = createMonitoring({ config, version, database, redis, jobs })
  const protection = createProtection({ config, log, redis })
  const web = await createWeb({ config, version, services, protection, health })

  const lifecycle = createLifecycle({
    health: { ready: () => health.ready(), drain: () => void health.drain() },
    log,
    ...(config.DRAIN_DELAY_MS !== undefined && { drainDelayMs: config.DRAIN_DELAY_MS }),
    deadlineMs: config.SHUTDOWN_DEADLINE_MS,
  })
    .add({
      name: 'database',
      stage: 'pools',
      timeoutMs: 60_000,
      start: async () => {
        await (config.MIGRATE_ON_START ? migrateDatabase(pool) : assertMigrated(pool))
        if (config.isDevelopment && config.SEED_DEMO) await seedDemo(pool)
      },
      stop: () => pool.end(),
    })
    .add({ name: 'redis', stage: 'pools', stop: () => redis?.disconnect() })
    .add({ name: 'cache', stage: 'pools', stop: () => cache.close() })
  for (const part of jobs.parts()) lifecycle.add(part)
  lifecycle.add({ name: 'health', stage: 'queues', start: () => health.start(), stop: () => health.close() })
  if (roles.includes('web')) {
    lifecycle
      .add({ name: 'routes', stage: 'servers', start: () => web.ready(), stop: () => web.close() })
      .add({ name: 'rate limits', stage: 'pools', stop: () => protection.rateLimit.close() })
      .server(web.server, { port: config.PORT, host: config.HOST })
  } else if (config.HEALTH_PORT > 0) {
    lifecycle.add({
      name: 'probes',
      stage: 'servers',
      start: () => health.listen({ port: config.HEALTH_PORT, host: config.HOST }),
    })
  }
  return { lifecycle, services, web, url: () => urlOf(web) }
}

function urlOf({ server }: App): string {
  const address = server.address()
  return typeof address === 'object' && address ? `http://localhost:${address.port}` : ''
}
