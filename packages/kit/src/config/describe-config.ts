import type { ConfigSchema } from './load-config.ts'
import { SETTINGS } from './setting.ts'

/**
 * The configuration as it may be logged: secrets are only said to be set.
 *
 * @example
 * log.info(describeConfig(schema, config), 'configuration')
 */
export function describeConfig(
  schema: ConfigSchema,
  config: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema.shape).map(([name, setting]) => {
      const value = config[name]
      const isHidden = SETTINGS.get(setting)?.secret && value !== undefined
      return [name, isHidden ? '[set]' : withoutPassword(value)]
    }),
  )
}

/** A connection string that nobody marked as a secret still holds one. */
function withoutPassword(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/(:\/\/[^/?#\s:@]*):[^/?#\s@]*@/, '$1:[set]@') : value
}
