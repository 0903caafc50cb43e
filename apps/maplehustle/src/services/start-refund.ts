import { insertWork } from '../repositories/outbox.ts'
import { findPaymentOf, movePayment } from '../repositories/payments.ts'
import type { Queryable } from '../repositories/queryable.ts'

/** Gives back what was paid for a booking that does not take place, once the transaction has committed. */
export async function startRefund(client: Queryable, bookingId: string): Promise<void> {
  const payment = await findPaymentOf(client, bookingId)
  if (!payment) return
  if (await movePayment(client, payment.id, { from: ['succeeded'], to: 'refunding' }))
    await insertWork(client, 'refund-payment', { paymentId: payment.id })
}
