import { z } from 'zod'
import { longText, pageOf, TIME } from '../common-schemas.ts'

export const MESSAGE = z.object({ id: z.uuid(), senderId: z.uuid(), body: z.string(), createdAt: TIME })
export const MESSAGE_PAGE = pageOf(MESSAGE)
export const MESSAGE_DRAFT = z.object({ body: longText(4000).min(1) })
