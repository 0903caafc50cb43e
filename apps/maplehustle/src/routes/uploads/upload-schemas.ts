import { z } from 'zod'
import { IMAGE_TYPES } from '../../domain/upload.ts'

export const UPLOAD = z.object({
  id: z.uuid().describe('Shown at /uploads/{id}'),
  contentType: z.enum(IMAGE_TYPES),
  bytes: z.number().int(),
})
