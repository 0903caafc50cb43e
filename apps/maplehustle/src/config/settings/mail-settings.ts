import { setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { millisecondsSetting } from './number-settings.ts'

const section = 'mail'

export const MAIL_SETTINGS = {
  SMTP_URL: setting(z.url({ protocol: /^smtps?$/ }).optional(), {
    section,
    describe: 'smtps://user:password@host:465; without it mails are shown at /dev/mail, which production refuses.',
    secret: true,
  }),
  SMTP_TIMEOUT_MS: setting(millisecondsSetting(10_000), { section, describe: 'Longest wait for each answer.' }),
  MAIL_FROM: setting(z.string().regex(/@/, 'an address is needed').default('MapleHustle <hello@maplehustle.example>'), {
    section,
    describe: 'Whom mails are from.',
  }),
}
