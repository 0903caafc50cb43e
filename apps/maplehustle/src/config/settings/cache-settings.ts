import { setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { countSetting, millisecondsSetting } from './number-settings.ts'

const section = 'redis and cache'

export const CACHE_SETTINGS = {
  REDIS_URL: setting(z.url({ protocol: /^rediss?$/ }).optional(), {
    section,
    describe: 'Cache, limits and jobs of all processes; without it they are kept in memory and in the database.',
    secret: true,
  }),
  REDIS_TIMEOUT_MS: setting(millisecondsSetting(250), { section, describe: 'Longest wait for Redis in a request.' }),
  CACHE_TTL_MS: setting(countSetting(30_000), {
    section,
    describe: 'How long the catalogue is served without asking anew.',
  }),
  CACHE_GRACE_MS: setting(millisecondsSetting(600_000), {
    section,
    describe: 'How long after that it is still served when the database does not answer.',
  }),
  CACHE_MAX_ENTRIES: setting(countSetting(10_000), { section, describe: 'Entries in the memory of a process.' }),
}
