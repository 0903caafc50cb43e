import { booleanSetting, setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { countSetting, millisecondsSetting } from './number-settings.ts'

const section = 'database'

export const DATABASE_SETTINGS = {
  DATABASE_URL: setting(z.url({ protocol: /^postgres(ql)?$/ }).optional(), {
    section,
    describe: 'PostgreSQL 14 or newer; without it the embedded database, which production refuses.',
    secret: true,
  }),
  DATABASE_STEADY: setting(countSetting(20, 0), { section, describe: 'Connections kept open by each process.' }),
  DATABASE_OVERFLOW: setting(countSetting(30, 0), { section, describe: 'Connections beyond those, when needed.' }),
  DATABASE_ACQUIRE_TIMEOUT_MS: setting(millisecondsSetting(5000), {
    section,
    describe: 'Longest wait for a connection.',
  }),
  DATABASE_STATEMENT_TIMEOUT_MS: setting(millisecondsSetting(15_000), {
    section,
    describe: 'Longest time for one statement, kept by the server.',
  }),
  DATABASE_RECYCLE_MS: setting(millisecondsSetting(1_800_000), {
    section,
    describe: 'Older connections are replaced.',
  }),
  DATABASE_SLOW_QUERY_MS: setting(millisecondsSetting(500), { section, describe: 'Slower statements are logged.' }),
  MIGRATE_ON_START: setting(booleanSetting().optional(), {
    section,
    describe: 'Applies migrations at the start. Off in staging and production: run `migrate` before a release there.',
  }),
}
