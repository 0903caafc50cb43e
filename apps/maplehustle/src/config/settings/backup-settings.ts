import { setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { countSetting } from './number-settings.ts'

const section = 'backups'

export const BACKUP_SETTINGS = {
  BACKUP_FILES: setting(z.string().min(1).optional(), {
    section,
    describe: 'Where backups of the database are written; monitored when it is set.',
    example: '/backups/maplehustle-*.dump',
  }),
  BACKUP_MAX_AGE_HOURS: setting(countSetting(26), { section, describe: 'An older newest backup is an alert.' }),
  BACKUP_MIN_BYTES: setting(countSetting(1024), { section, describe: 'Smaller files are no backups.' }),
}
