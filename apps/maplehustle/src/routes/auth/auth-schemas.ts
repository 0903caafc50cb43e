import { z } from 'zod'
import { LOCALES } from '../../domain/user.ts'
import { plainText } from '../common-schemas.ts'
import { USER } from '../me/me-schemas.ts'

const EMAIL = z.string().trim().max(254).pipe(z.email())
const PASSWORD = z.string().min(8).max(256)

export const REGISTRATION = z.object({
  email: EMAIL,
  password: PASSWORD,
  name: plainText(1, 100),
  locale: z.enum(LOCALES).optional(),
})

export const LOGIN = z.object({
  email: EMAIL,
  password: z.string().min(1).max(256),
  client: z
    .enum(['browser', 'app'])
    .default('browser')
    .describe('A browser gets its refresh token as a cookie that scripts cannot read, an app in the answer'),
})

export const REFRESH = z.object({
  refreshToken: z.string().max(200).optional().describe('Of an app; a browser sends its cookie and X-CSRF-Token'),
})

export const AUTH_GRANT = z.object({
  accessToken: z.string(),
  expiresInSeconds: z.number().int(),
  user: USER,
  csrfToken: z.string().optional().describe('Sent back as X-CSRF-Token to /auth/refresh'),
  refreshToken: z.string().optional(),
})

export const VERIFICATION = z.object({ token: z.string().max(200) })

export const FORGOTTEN = z.object({ email: EMAIL })

export const PASSWORD_RESET = z.object({ token: z.string().max(200), password: PASSWORD })

export const ACCEPTED = z.object({ message: z.string() })
