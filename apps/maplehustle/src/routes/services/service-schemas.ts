import { z } from 'zod'
import { LIST_QUERY, longText, pageOf, plainText, TIME } from '../common-schemas.ts'

export const SERVICE = z.object({
  id: z.uuid(),
  providerId: z.uuid(),
  providerName: z.string(),
  category: z.string(),
  title: z.string(),
  description: z.string(),
  city: z.string(),
  priceCents: z.number().int().describe('Canadian cents'),
  durationMinutes: z.number().int(),
  isPublished: z.boolean(),
  rating: z.number().nullable().describe('1 to 5'),
  ratings: z.number().int(),
  photoId: z.uuid().nullable().describe('Shown at /uploads/{photoId}'),
  createdAt: TIME,
})

export const SERVICE_PAGE = pageOf(SERVICE)

export const SERVICE_QUERY = LIST_QUERY.extend({
  q: plainText(2, 200).optional().describe('Words, "phrases", -without; in English or French'),
  category: plainText(1, 40).optional(),
  city: plainText(1, 80).optional(),
  maxPriceCents: z.coerce.number().int().min(0).max(100_000_000).optional(),
})

export const SERVICE_DRAFT = z.object({
  category: plainText(1, 40),
  title: plainText(3, 120),
  description: longText(5000),
  city: plainText(1, 80),
  priceCents: z.number().int().min(100).max(100_000_000).describe('Canadian cents'),
  durationMinutes: z.number().int().min(15).max(1440),
  isPublished: z.boolean().default(true),
})

export const SERVICE_CHANGE = SERVICE_DRAFT.extend({ isPublished: z.boolean() }).partial()

export const CATEGORIES = z.array(z.object({ slug: z.string(), nameEn: z.string(), nameFr: z.string() }))
