import { z } from 'zod'

/** Shared by the schemas of several resources. */
export const ID_PARAMS = z.object({ id: z.uuid() })

export const LIST_QUERY = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional().describe('`next` of the page before'),
})

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

/** RFC 9457. */
export const PROBLEM = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
})

export const NOTHING = z.null().describe('Nothing')

export const TIME = z.iso.datetime({ offset: true })

/** Text of people: without what no keyboard makes, but for line breaks and tabs. */
export function plainText(minimum: number, maximum: number) {
  return z
    .string()
    .trim()
    .min(minimum)
    .max(maximum)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'has control characters')
}

export function longText(maximum: number) {
  return z
    .string()
    .trim()
    .max(maximum)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, 'has control characters')
}
