import { defineTask } from '@shipworthy/kit/jobs'
import { z } from 'zod'
import type { Payments } from '../services/payments.ts'

/** Gives back what was paid; the key of the payment keeps a second run from giving it back twice. */
export function refundTask(payments: Payments) {
  return defineTask({
    name: 'refund-payment',
    queue: 'critical',
    schema: z.object({ paymentId: z.uuid() }),
    retries: 12,
    backoff: { baseMs: 2000, maxMs: 60 * 60_000 },
    handler: ({ paymentId }) => payments.refund(paymentId),
  })
}
