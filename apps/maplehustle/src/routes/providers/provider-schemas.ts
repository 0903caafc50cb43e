import { z } from 'zod'
import { longText, plainText } from '../common-schemas.ts'

export const PROVIDER = z.object({
  userId: z.uuid(),
  displayName: z.string(),
  bio: z.string(),
  city: z.string(),
  timeZone: z.string(),
})

export const PROVIDER_DRAFT = z.object({
  displayName: plainText(1, 100),
  bio: longText(2000).default(''),
  city: plainText(1, 80),
  timeZone: z.string().max(60).default('America/Toronto').describe('IANA name, such as America/Montreal'),
})
