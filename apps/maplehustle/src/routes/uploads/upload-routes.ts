import { IMAGE_TYPES } from '../../domain/upload.ts'
import { unsupported } from '../../services/problem.ts'
import type { Uploads } from '../../services/uploads.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { ID_PARAMS, NOTHING, PROBLEM } from '../common-schemas.ts'
import { UPLOAD, UPLOAD_CONTENT } from './upload-schemas.ts'

export interface UploadRouteParts {
  uploads: Uploads
  uploadMaxBytes: number
}

const tags = ['uploads']
/** An id is never given to another picture. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** In a plugin of its own, as only these routes take pictures. */
export function uploadRoutes(app: App, { uploads, uploadMaxBytes }: UploadRouteParts): void {
  void app.register(async (pictures: App) => {
    pictures.addContentTypeParser([...IMAGE_TYPES], { parseAs: 'buffer', bodyLimit: uploadMaxBytes }, (_, body, done) =>
      done(null, body),
    )
    pictures.put(
      '/services/:id/photo',
      {
        ...allow(['provider', 'admin']),
        bodyLimit: uploadMaxBytes,
        schema: {
          tags,
          summary: 'Give a service its photo',
          description: 'The body is the picture itself: PNG, JPEG or WebP.',
          consumes: [...IMAGE_TYPES],
          params: ID_PARAMS,
          body: UPLOAD_CONTENT,
          response: { 200: UPLOAD, '4xx': PROBLEM },
        },
      },
      async (request) => {
        if (!Buffer.isBuffer(request.body)) throw unsupported('A photo is sent as image/png, image/jpeg or image/webp.')
        return uploads.save(actorOf(request), request.params.id, request.body)
      },
    )
  })
  app.delete(
    '/services/:id/photo',
    {
      ...allow(['provider', 'admin']),
      schema: { tags, summary: 'Take the photo away', params: ID_PARAMS, response: { 204: NOTHING, '4xx': PROBLEM } },
    },
    async (request, reply) => {
      await uploads.remove(actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/uploads/:id',
    { ...allow('public'), schema: { tags, summary: 'A picture', params: ID_PARAMS, response: { '4xx': PROBLEM } } },
    async (request, reply) => {
      const { upload, content } = await uploads.open(request.params.id)
      return reply
        .header('cache-control', FOR_EVER)
        .header('content-length', upload.bytes)
        .type(upload.contentType)
        .send(content as never)
    },
  )
}
