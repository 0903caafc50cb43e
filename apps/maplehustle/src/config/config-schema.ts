import { z } from 'zod'
import { ALERTING_SETTINGS } from './settings/alerting-settings.ts'
import { APP_SETTINGS } from './settings/app-settings.ts'
import { AUTH_SETTINGS } from './settings/auth-settings.ts'
import { BACKUP_SETTINGS } from './settings/backup-settings.ts'
import { BOOKING_SETTINGS } from './settings/booking-settings.ts'
import { CACHE_SETTINGS } from './settings/cache-settings.ts'
import { DATABASE_SETTINGS } from './settings/database-settings.ts'
import { JOBS_SETTINGS } from './settings/jobs-settings.ts'
import { LIMITS_SETTINGS } from './settings/limits-settings.ts'
import { MAIL_SETTINGS } from './settings/mail-settings.ts'
import { MONITORING_SETTINGS } from './settings/monitoring-settings.ts'
import { PAYMENT_SETTINGS } from './settings/payment-settings.ts'
import { SECURITY_SETTINGS } from './settings/security-settings.ts'
import { SERVER_SETTINGS } from './settings/server-settings.ts'
import { UPLOAD_SETTINGS } from './settings/upload-settings.ts'

/** Every setting there is. One file for each section; `env.example` is made from it. */
export const CONFIG_SCHEMA = z.object({
  ...APP_SETTINGS,
  ...SERVER_SETTINGS,
  ...DATABASE_SETTINGS,
  ...CACHE_SETTINGS,
  ...JOBS_SETTINGS,
  ...MAIL_SETTINGS,
  ...AUTH_SETTINGS,
  ...LIMITS_SETTINGS,
  ...SECURITY_SETTINGS,
  ...BOOKING_SETTINGS,
  ...PAYMENT_SETTINGS,
  ...UPLOAD_SETTINGS,
  ...MONITORING_SETTINGS,
  ...ALERTING_SETTINGS,
  ...BACKUP_SETTINGS,
})

export type Settings = z.output<typeof CONFIG_SCHEMA>
