import type { Settings } from './config-schema.ts'

/** The settings, and what follows from them. */
export interface Config extends Readonly<Settings> {
  /** Over HTTPS only. */
  readonly COOKIE_SECURE: boolean
  readonly MIGRATE_ON_START: boolean
  readonly PAYMENT_RETURN_URL: string
  readonly UPLOADS_FOLDER: string
  /** Development or test: what is made for those may be used. */
  readonly isDevelopment: boolean
}
