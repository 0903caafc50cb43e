import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import type { Booking } from '../domain/booking.ts'
import type { Payment, PaymentEvent } from '../domain/payment.ts'
import type { Actor } from '../domain/user.ts'
import { findBooking, moveBooking } from '../repositories/bookings.ts'
import {
  dropCheckout,
  ensurePayment,
  findPayment,
  lockPayment,
  movePayment,
  noteWebhookEvent,
  saveCheckout,
} from '../repositories/payments.ts'
import type { Queryable } from '../repositories/queryable.ts'
import { findUser } from '../repositories/users.ts'
import { notify } from './notify.ts'
import type { Outbox } from './outbox.ts'
import type { PaymentGateway } from './payment-gateway.ts'
import type { AppPermissions } from './permissions.ts'
import { badRequest, conflict, forbidden, notFound } from './problem.ts'
import { startRefund } from './start-refund.ts'

export interface PaymentParts {
  pool: PgPool
  gateway: PaymentGateway
  permissions: AppPermissions
  outbox: Pick<Outbox, 'wake'>
  log: { warn: (details: object, message: string) => void }
  now: () => Date
}

export interface Payments {
  /** The page where the client pays for a booking; asked again, it is the same page while that is open. */
  checkout: (actor: Actor, bookingId: string) => Promise<{ url: string; expiresAt: Date }>
  /** What the payment service tells us, signed; said again, it changes nothing. @throws HttpProblem 400. */
  receive: (body: Buffer, signature: string) => Promise<{ outcome: 'done' | 'duplicate' }>
  /** Gives back what was paid; done again, it is the same refund. */
  refund: (paymentId: string) => Promise<void>
}

/** A page that is about to expire is none to send anybody to. */
const MARGIN_MS = 60_000

export function createPayments({ pool, gateway, permissions, outbox, log, now }: PaymentParts): Payments {
  async function findPayable(actor: Actor, id: string): Promise<Booking> {
    const booking = await findBooking(pool, id)
    if (!booking || !permissions.allows(actor, 'booking.read', booking)) throw notFound('booking')
    if (!permissions.allows(actor, 'booking.pay', booking)) throw forbidden('Only the client pays for a booking.')
    if (booking.state !== 'accepted') throw conflict(`A booking that is ${booking.state} cannot be paid.`)
    return booking
  }

  /** Of a payment whose page has expired, the next attempt. */
  async function openPayment(booking: Booking): Promise<Payment> {
    const payment = await ensurePayment(pool, booking.id, booking.priceCents)
    const expiresAt = payment.checkoutExpiresAt
    if (!expiresAt || expiresAt.getTime() > now().getTime() + MARGIN_MS) return payment
    await dropCheckout(pool, payment)
    return (await findPayment(pool, payment.id))!
  }

  /** No transaction is open while the payment service is asked: it may take its time. */
  async function checkout(actor: Actor, bookingId: string): Promise<{ url: string; expiresAt: Date }> {
    const booking = await findPayable(actor, bookingId)
    const payment = await openPayment(booking)
    const { checkoutUrl, checkoutExpiresAt } = payment
    if (payment.state !== 'pending') throw conflict('This booking has been paid.')
    if (checkoutUrl !== null && checkoutExpiresAt) return { url: checkoutUrl, expiresAt: checkoutExpiresAt }
    const user = await findUser(pool, actor.id)
    const made = await gateway.createCheckout({
      paymentId: payment.id,
      amountCents: payment.amountCents,
      title: booking.serviceTitle,
      email: user?.email ?? '',
      idempotencyKey: `checkout-${payment.id}-${payment.attempt}`,
    })
    await saveCheckout(pool, payment, made)
    return { url: made.url, expiresAt: made.expiresAt }
  }

  async function apply(client: Queryable, event: PaymentEvent): Promise<void> {
    if (event.what === 'other') return
    const payment = await lockPayment(client, {
      id: 'paymentId' in event ? event.paymentId : undefined,
      paymentIntentId: 'paymentIntentId' in event ? event.paymentIntentId : undefined,
    })
    if (!payment) return void log.warn({ event: event.id, type: event.type }, 'an event of a payment that is not ours')
    const booking = (await findBooking(client, payment.bookingId))!
    if (event.what === 'paid') await markPaid(client, payment, booking, event)
    if (event.what === 'expired' && event.checkoutId === payment.checkoutId) await dropCheckout(client, payment)
    if (event.what === 'refunded') await markRefunded(client, payment, booking)
    if (event.what === 'disputed') await moveTo(client, booking, ['paid', 'completed'], 'disputed')
  }

  async function markPaid(
    client: Queryable,
    payment: Payment,
    booking: Booking,
    event: Extract<PaymentEvent, { what: 'paid' }>,
  ): Promise<void> {
    const { paymentIntentId } = event
    if (event.amountCents !== payment.amountCents || event.currency !== 'cad')
      return void log.warn({ payment: payment.id, event: event.id }, 'another amount was paid than was asked for')
    // Refunds may be told of first; then there is nothing left to be paid.
    const isNew = await movePayment(client, payment.id, { from: ['pending'], to: 'succeeded', paymentIntentId })
    if (!isNew) return
    if (await moveTo(client, booking, ['accepted'], 'paid')) {
      await notify(client, booking.providerId, 'booking-paid', booking)
      await notify(client, booking.clientId, 'booking-confirmed', booking)
    } else await startRefund(client, booking.id)
  }

  async function markRefunded(client: Queryable, payment: Payment, booking: Booking): Promise<void> {
    const isNew = await movePayment(client, payment.id, { from: ['pending', 'succeeded', 'refunding'], to: 'refunded' })
    if (!isNew) return
    // Made by hand, in the payment service.
    if (await moveTo(client, booking, ['accepted', 'paid', 'disputed'], 'cancelled'))
      await notify(client, booking.providerId, 'booking-cancelled', booking)
    await notify(client, booking.clientId, 'booking-refunded', booking)
  }

  async function moveTo(
    client: Queryable,
    booking: Booking,
    from: readonly Booking['state'][],
    to: Booking['state'],
  ): Promise<boolean> {
    if (!from.includes(booking.state)) return false
    return moveBooking(client, booking.id, { from: booking.state, to, actorId: null })
  }

  return {
    checkout,
    receive: async (body, signature) => {
      const event = gateway.readEvent(body, signature)
      if (!event) throw badRequest('The signature is not right.')
      const isNew = await inTransaction(pool, async (client) => {
        if (!(await noteWebhookEvent(client, event.id, event.type))) return false
        await apply(client, event)
        return true
      })
      outbox.wake()
      return { outcome: isNew ? 'done' : 'duplicate' }
    },
    refund: async (paymentId) => {
      const payment = await findPayment(pool, paymentId)
      if (payment?.state !== 'refunding' || payment.paymentIntentId === null) return
      await gateway.refund(payment.paymentIntentId, `refund-${payment.id}`)
      await inTransaction(pool, async (client) => {
        const booking = (await findBooking(client, payment.bookingId))!
        if (await movePayment(client, payment.id, { from: ['refunding'], to: 'refunded' }))
          await notify(client, booking.clientId, 'booking-refunded', booking)
      })
      outbox.wake()
    },
  }
}
