import { z } from 'zod'
import { NOTIFICATION_KINDS } from '../../domain/notification.ts'
import { pageOf, TIME } from '../common-schemas.ts'

export const NOTIFICATION_PAGE = pageOf(
  z.object({
    id: z.uuid(),
    kind: z.enum(NOTIFICATION_KINDS),
    bookingId: z.uuid().nullable(),
    createdAt: TIME,
    readAt: TIME.nullable(),
  }),
)

export const NOTIFICATIONS_READ = z.object({ read: z.number().int() })
