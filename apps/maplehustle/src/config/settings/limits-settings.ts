import { setting } from '@shipworthy/kit/config'
import { countSetting } from './number-settings.ts'

const section = 'rate limits'

export const LIMITS_SETTINGS = {
  LIMIT_PER_MINUTE: setting(countSetting(100), { section, describe: 'Requests a minute of one address …' }),
  LIMIT_BURST: setting(countSetting(200), { section, describe: '… and at once after a quiet time.' }),
  LIMIT_ACCOUNT_PER_MINUTE: setting(countSetting(300), { section, describe: 'Requests a minute of one account.' }),
  LIMIT_WEBHOOKS_PER_MINUTE: setting(countSetting(1200), {
    section,
    describe: 'Webhooks a minute from one address.',
  }),
  LIMIT_LOGIN_PER_MINUTE: setting(countSetting(10), {
    section,
    describe: 'Logins, and tries of tokens from mails, a minute from one address.',
  }),
  LIMIT_REGISTER_PER_HOUR: setting(countSetting(20), {
    section,
    describe: 'Registrations and forgotten passwords an hour from one address.',
  }),
}
