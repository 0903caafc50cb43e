import Stripe from 'stripe'
import type { PaymentEvent } from '../domain/payment.ts'
import type { PaymentGateway } from './payment-gateway.ts'

export interface StripeOptions {
  secretKey: string
  webhookSecret: string
  /** `https://api.stripe.com`, or a server that behaves like it. */
  apiUrl: string
  /** Where the client comes back to. */
  returnUrl: string
  timeoutMs: number
}

/** Payments with Stripe: the client pays on a page of Stripe's, and webhooks tell us what came of it. */
export function createStripeGateway(options: StripeOptions): PaymentGateway {
  const { secretKey, webhookSecret, apiUrl, returnUrl, timeoutMs } = options
  const { protocol, hostname, port } = new URL(apiUrl)
  const stripe = new Stripe(secretKey, {
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
    timeout: timeoutMs,
    maxNetworkRetries: 2,
    telemetry: false,
  })
  return {
    createCheckout: async ({ paymentId, amountCents, title, email, idempotencyKey }) => {
      const metadata = { payment_id: paymentId }
      const session = await stripe.checkout.sessions.create(
        {
          mode: 'payment',
          client_reference_id: paymentId,
          customer_email: email,
          metadata,
          // On the payment too, so that a refund made by hand names it.
          payment_intent_data: { metadata },
          line_items: [
            { quantity: 1, price_data: { currency: 'cad', unit_amount: amountCents, product_data: { name: title } } },
          ],
          success_url: returnUrl,
          cancel_url: returnUrl,
        },
        { idempotencyKey },
      )
      if (session.url === null) throw new Error('Stripe made a session without a page')
      return { id: session.id, url: session.url, expiresAt: new Date(session.expires_at * 1000) }
    },
    refund: async (paymentIntentId, idempotencyKey) => {
      await stripe.refunds.create({ payment_intent: paymentIntentId }, { idempotencyKey })
    },
    readEvent: (body, signature) => {
      try {
        return toPaymentEvent(stripe.webhooks.constructEvent(body, signature, webhookSecret))
      } catch {
        return undefined
      }
    },
  }
}

function toPaymentEvent({ id, type, data }: Stripe.Event): PaymentEvent {
  const named = { id, type }
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded': {
      const session = data.object as Stripe.Checkout.Session
      const paymentId = session.metadata?.['payment_id']
      // A bank that takes days: another event tells of the money.
      if (session.payment_status !== 'paid' || paymentId === undefined) return { ...named, what: 'other' }
      return {
        ...named,
        what: 'paid',
        paymentId,
        paymentIntentId: idOf(session.payment_intent) ?? '',
        amountCents: session.amount_total ?? 0,
        currency: session.currency ?? '',
      }
    }
    case 'checkout.session.expired': {
      const session = data.object as Stripe.Checkout.Session
      const paymentId = session.metadata?.['payment_id']
      return paymentId === undefined
        ? { ...named, what: 'other' }
        : { ...named, what: 'expired', paymentId, checkoutId: session.id }
    }
    case 'charge.refunded': {
      const charge = data.object as Stripe.Charge
      const paymentIntentId = idOf(charge.payment_intent)
      // A part of the money is an agreement between two people, and no cancellation.
      if (!charge.refunded || paymentIntentId === undefined) return { ...named, what: 'other' }
      return { ...named, what: 'refunded', paymentIntentId, paymentId: charge.metadata['payment_id'] }
    }
    case 'charge.dispute.created': {
      const paymentIntentId = idOf((data.object as Stripe.Dispute).payment_intent)
      return paymentIntentId === undefined
        ? { ...named, what: 'other' }
        : { ...named, what: 'disputed', paymentIntentId }
    }
    default:
      return { ...named, what: 'other' }
  }
}

function idOf(reference: string | { id: string } | null): string | undefined {
  return typeof reference === 'string' ? reference : reference?.id
}
