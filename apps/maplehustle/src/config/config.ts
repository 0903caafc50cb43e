import type { Settings } from './config-schema.ts'

/** The settings, and what follows from them. */
export interface Config extends Readonly<Settings> {
  /** Over HTTPS only. */
  readonly COOKIE_SECURE: boolean
  readonly MIGRATE_ON_START: boolean
  /** Development or test: what is made for those may be used. */
  readonly isDevelopment: boolean
}
