import { z } from 'zod'
import { longText, pageOf, TIME } from '../common-schemas.ts'

export const REVIEW_PAGE = pageOf(
  z.object({
    bookingId: z.uuid(),
    clientName: z.string(),
    rating: z.number().int(),
    comment: z.string(),
    createdAt: TIME,
  }),
)

export const REVIEW_DRAFT = z.object({ rating: z.number().int().min(1).max(5), comment: longText(2000).default('') })
