import { z } from 'zod'
import { IMAGE_TYPES } from '../../domain/upload.ts'

/** Bytes, which the routes look at themselves. */
export const UPLOAD_CONTENT = z.unknown().meta({ type: 'string', format: 'binary', description: 'The picture itself' })

export const UPLOAD = z.object({
  id: z.uuid().describe('Shown at /uploads/{id}'),
  contentType: z.enum(IMAGE_TYPES),
  bytes: z.number().int(),
})
