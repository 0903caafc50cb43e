import { join } from 'node:path'
import { loadConfig, type ConfigOptions } from '@shipworthy/kit/config'
import { CONFIG_SCHEMA } from './config-schema.ts'
import type { Config } from './config.ts'
import { deploymentChecks } from './deployment-checks.ts'

/** The schema with what staging and production demand beyond types. */
const SCHEMA = deploymentChecks(CONFIG_SCHEMA)

/**
 * Reads the configuration from the environment and `.env` files.
 *
 * @throws KitError `SW_ERR_KIT_CONFIG_INVALID` with everything that is wrong with it.
 */
export function readConfig(options: Omit<ConfigOptions<typeof SCHEMA>, 'schema'> = {}): Config {
  const settings = loadConfig({ ...options, schema: SCHEMA })
  const isDevelopment = settings.NODE_ENV === 'development' || settings.NODE_ENV === 'test'
  return Object.freeze({
    ...settings,
    isDevelopment,
    COOKIE_SECURE: settings.COOKIE_SECURE ?? settings.PUBLIC_URL.startsWith('https:'),
    MIGRATE_ON_START: settings.MIGRATE_ON_START ?? isDevelopment,
    PAYMENT_RETURN_URL: settings.PAYMENT_RETURN_URL ?? settings.PUBLIC_URL,
    UPLOADS_FOLDER: settings.UPLOADS_FOLDER ?? join(settings.DATA_FOLDER, 'uploads'),
  })
}
