import { z } from 'zod'
import { TIME } from '../common-schemas.ts'

export const SESSIONS = z.array(
  z.object({
    id: z.uuid(),
    device: z.string(),
    isThisOne: z.boolean(),
    createdAt: TIME,
    lastUsedAt: TIME,
    expiresAt: TIME,
  }),
)
