import { z } from 'zod'
import type { Payments } from '../../services/payments.ts'
import { allow } from '../access.ts'
import type { App } from '../app.ts'
import { PROBLEM } from '../common-schemas.ts'

/** Stripe's events are a few kilobytes. */
const MAX_BYTES = 262_144
const RECEIVED = z.object({ outcome: z.enum(['done', 'duplicate']) })

/** In a plugin of its own: a signature is about the bytes that came, so that nothing may parse them before. */
export function webhookRoutes(app: App, { payments }: { payments: Payments }): void {
  void app.register(async (webhooks: App) => {
    webhooks.removeAllContentTypeParsers()
    webhooks.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (_, body, done) =>
      done(null, body),
    )
    webhooks.post(
      '/webhooks/stripe',
      {
        ...allow('public'),
        bodyLimit: MAX_BYTES,
        schema: {
          tags: ['webhooks'],
          summary: 'What Stripe tells us, signed',
          response: { 200: RECEIVED, '4xx': PROBLEM },
        },
      },
      (request) => {
        const signature = request.headers['stripe-signature']
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        return payments.receive(body, typeof signature === 'string' ? signature : '')
      },
    )
  })
}
