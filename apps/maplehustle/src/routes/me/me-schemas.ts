import { z } from 'zod'
import { LOCALES, ROLES } from '../../domain/user.ts'
import { plainText, TIME } from '../common-schemas.ts'

export const USER = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  locale: z.enum(LOCALES),
  roles: z.array(z.enum(ROLES)),
  isEmailVerified: z.boolean(),
  createdAt: TIME,
})

export const ME_CHANGE = z.object({ name: plainText(1, 100).optional(), locale: z.enum(LOCALES).optional() })
