import { setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { countSetting, millisecondsSetting } from './number-settings.ts'

const section = 'jobs'
const cron = (usual: string) => z.string().min(9).default(usual)

export const JOBS_SETTINGS = {
  JOBS_CRITICAL_CONCURRENCY: setting(countSetting(10), { section, describe: 'Jobs at once in the queue `critical`.' }),
  JOBS_DEFAULT_CONCURRENCY: setting(countSetting(10), { section, describe: 'Jobs at once in the queue `default`.' }),
  JOBS_LOW_CONCURRENCY: setting(countSetting(2), { section, describe: 'Jobs at once in the queue `low`.' }),
  JOBS_DRAIN_MS: setting(millisecondsSetting(15_000), {
    section,
    describe: 'How long running jobs are waited for at the end.',
  }),
  JOBS_LOCK_MS: setting(millisecondsSetting(10_000), {
    section,
    describe: 'After so long without a sign of its worker a job runs again.',
  }),
  REMINDER_CRON: setting(cron('*/15 * * * *'), {
    section,
    describe: 'When bookings that are about to begin are looked for, UTC.',
  }),
  CLEAN_UP_CRON: setting(cron('15 3 * * *'), { section, describe: 'When what has expired is deleted, UTC.' }),
  MAINTENANCE_CRON: setting(cron('45 3 * * 0'), { section, describe: 'When tables are vacuumed and analysed, UTC.' }),
}
