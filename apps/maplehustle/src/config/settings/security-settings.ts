import { booleanSetting, listSetting, setting } from '@shipworthy/kit/config'
import { millisecondsSetting } from './number-settings.ts'

const section = 'security'

export const SECURITY_SETTINGS = {
  CORS_ORIGINS: setting(listSetting().default([]), {
    section,
    describe: 'Origins whose pages may use the API, such as https://app.maplehustle.example; exactly, never *.',
  }),
  HSTS_MS: setting(millisecondsSetting(31_536_000_000), {
    section,
    describe: 'How long browsers insist on HTTPS; sent when PUBLIC_URL is https.',
  }),
  CSP_REPORT_ONLY: setting(booleanSetting().default(false), {
    section,
    describe: 'Reports what the content security policy would refuse, and refuses nothing.',
  }),
}
