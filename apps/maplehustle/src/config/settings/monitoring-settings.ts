import { setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { countSetting } from './number-settings.ts'

const section = 'monitoring'

export const MONITORING_SETTINGS = {
  HEALTH_TOKEN: setting(z.string().min(16), {
    section,
    describe: 'Who sends it as a bearer token sees the details of /health and may start and stop monitoring.',
    secret: true,
    developmentDefault: 'development-health-token',
  }),
  HEALTH_INTERVAL_MS: setting(countSetting(10_000, 100), { section, describe: 'How often checks run.' }),
  HEALTH_TIMEOUT_MS: setting(countSetting(2000, 50), { section, describe: 'Longest time for one check.' }),
  MEMORY_WARNING_PERCENT: setting(countSetting(80), { section, describe: 'Memory beyond this is a warning.' }),
  DISK_WARNING_PERCENT: setting(countSetting(80), { section, describe: 'A disk fuller than this is a warning.' }),
  LOOP_DELAY_CRITICAL_MS: setting(countSetting(2000), {
    section,
    describe: 'A process whose event loop is later than this for half a minute is restarted.',
  }),
}
