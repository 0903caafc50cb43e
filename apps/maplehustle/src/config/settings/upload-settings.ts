import { setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { countSetting } from './number-settings.ts'

const section = 'uploads'

export const UPLOAD_SETTINGS = {
  UPLOADS_FOLDER: setting(z.string().min(1).optional(), {
    section,
    describe: 'Where pictures are kept; shared by all instances. Default: `uploads` in DATA_FOLDER.',
  }),
  UPLOAD_MAX_BYTES: setting(countSetting(5_242_880, 1024), { section, describe: 'Largest picture.' }),
}
