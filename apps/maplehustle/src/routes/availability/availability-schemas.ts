import { z } from 'zod'
import { TIME } from '../common-schemas.ts'

const CLOCK = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is no time such as 08:30')

export const HOURS = z
  .array(z.object({ weekday: z.number().int().min(1).max(7).describe('1 is Monday'), begins: CLOCK, ends: CLOCK }))
  .max(50)

export const PERIOD = z.object({ from: TIME, to: TIME })

export const AVAILABILITY = z.object({ timeZone: z.string(), hours: HOURS, busy: z.array(PERIOD) })

export const AVAILABILITY_QUERY = z.object({
  from: TIME.optional().describe('Default: now'),
  days: z.coerce.number().int().min(1).max(62).default(14),
})

export const TIME_OFF = PERIOD.extend({ id: z.uuid() })
