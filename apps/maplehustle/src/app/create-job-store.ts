import { embeddedStore, postgresStore, redisStore, type JobStore } from '@shipworthy/kit/jobs'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Database } from './open-database.ts'

/** Redis when there is one, else the database. */
export function createJobStore(config: Config, database: Database, log: Logger): JobStore {
  const onError = (err: Error): void => log.debug({ err }, 'job store')
  if (config.REDIS_URL !== undefined) return redisStore({ url: config.REDIS_URL, onError })
  return database.kind === 'embedded'
    ? embeddedStore(database.pool)
    : postgresStore({ connectionString: database.url, onError })
}
