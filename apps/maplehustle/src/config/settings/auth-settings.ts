import { booleanSetting, setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { countSetting } from './number-settings.ts'

const section = 'auth'

export const AUTH_SETTINGS = {
  ACCESS_TOKEN_KEYS: setting(z.string().transform(readKeys), {
    section,
    describe:
      'Secrets that sign access tokens, as `kid:base64` of at least 32 bytes; the first signs, further ones, after a comma, are accepted until their tokens have ended.',
    secret: true,
    developmentDefault: 'development:ZGV2ZWxvcG1lbnQtb25seS1zZWNyZXQtb2YtMzItYnl0ZXMh',
  }),
  ACCESS_TOKEN_MINUTES: setting(countSetting(15), { section, describe: 'How long an access token is good.' }),
  SESSION_IDLE_DAYS: setting(countSetting(30), { section, describe: 'A session that is not used for so long ends.' }),
  SESSION_LIFETIME_DAYS: setting(countSetting(90), { section, describe: 'A session ends after this, used or not.' }),
  LOGIN_FREE_FAILURES: setting(countSetting(5), {
    section,
    describe: 'Wrong passwords before each further one has to wait.',
  }),
  COOKIE_SECURE: setting(booleanSetting().optional(), {
    section,
    describe: 'Cookies over HTTPS only. Default: when PUBLIC_URL is https.',
  }),
  CSRF_SECRET: setting(z.string().min(32), {
    section,
    describe: 'Signs the tokens that keep other sites from using the session of a browser.',
    secret: true,
    developmentDefault: 'development-only-csrf-secret-32-chars!',
  }),
}

export interface TokenKey {
  kid: string
  key: string
}

function readKeys(text: string, context: z.RefinementCtx): TokenKey[] {
  const keys = text.split(',').map((entry) => {
    const [kid = '', key = ''] = entry.trim().split(':')
    return { kid, key }
  })
  const areUsable = keys.every(({ kid, key }) => /^[\w.-]+$/.test(kid) && Buffer.from(key, 'base64').length >= 32)
  if (!areUsable) context.addIssue({ code: 'custom', message: 'each key is kid:base64 of at least 32 bytes' })
  return keys
}
