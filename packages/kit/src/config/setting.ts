import { z } from 'zod'

/** What is said of a setting beside its type. */
export interface SettingDetails {
  /** Under which heading `env.example` lists it: `server`, `database` … */
  section: string
  /** One line for whoever sets it. */
  describe: string
  /** Never shown: not in errors, not in descriptions, not in the example. */
  secret?: boolean
  /** Used in development and tests when nothing is set. Staging and production refuse to run with it. */
  developmentDefault?: string
  /** Shown in `env.example`. */
  example?: string
}

/** By schema, so that a schema stays plain zod for everybody else. */
export const SETTINGS = z.registry<SettingDetails>()

/**
 * A setting: how it is checked, and what people should know of it.
 *
 * @example
 * const schema = z.object({
 *   PORT: setting(z.coerce.number().int().max(65535).default(3000), { section: 'server', describe: 'Port to listen on' }),
 *   JWT_SECRET: setting(z.string().min(32), {
 *     section: 'auth', describe: 'Signs access tokens', secret: true, developmentDefault: 'development-only-secret-of-32-chars!',
 *   }),
 * })
 */
export function setting<T extends z.ZodType>(schema: T, details: SettingDetails): T {
  SETTINGS.add(schema, details)
  return schema
}

/** `1`, `true`, `yes`, `on` and their opposites. */
export function booleanSetting(): z.ZodType<boolean> {
  return z.stringbool()
}

/** `a, b,c` as a list; empty parts do not count. */
export function listSetting(): z.ZodType<string[]> {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
}
