import { randomBytes } from 'node:crypto'

/** What is used of Stripe's objects. */
export interface CheckoutSession {
  id: string
  object: 'checkout.session'
  url: string
  expires_at: number
  amount_total: number
  currency: string
  metadata: Record<string, string>
  payment_status: 'unpaid' | 'paid'
  status: 'open' | 'complete'
  payment_intent: string | null
  success_url: string
}

interface PaymentIntent {
  amount: number
  metadata: Record<string, string>
  isRefunded: boolean
}

export interface StripeEvent {
  id: string
  object: 'event'
  type: string
  created: number
  data: { object: object }
}

/** Sessions and payments of the simulated Stripe, in memory. */
export interface StripeLedger {
  openSession: (form: URLSearchParams, pageUrl: string) => CheckoutSession
  find: (id: string) => CheckoutSession | undefined
  /** @returns What the webhook tells; undefined when it was paid before, or is not there. */
  pay: (id: string) => StripeEvent | undefined
  /** @returns undefined when there is no such payment. */
  refund: (paymentIntentId: string) => { refund: object; event: StripeEvent } | undefined
}

const LIFETIME_S = 24 * 3600

export function createStripeLedger(): StripeLedger {
  const sessions = new Map<string, CheckoutSession>()
  const intents = new Map<string, PaymentIntent>()
  return {
    openSession: (form, pageUrl) => {
      const id = newId('cs_test')
      const unitAmount = Number(form.get('line_items[0][price_data][unit_amount]'))
      const session: CheckoutSession = {
        id,
        object: 'checkout.session',
        url: `${pageUrl}/${id}`,
        expires_at: nowS() + LIFETIME_S,
        amount_total: unitAmount * Number(form.get('line_items[0][quantity]')),
        currency: form.get('line_items[0][price_data][currency]') ?? 'cad',
        metadata: { payment_id: form.get('metadata[payment_id]') ?? '' },
        payment_status: 'unpaid',
        status: 'open',
        payment_intent: null,
        success_url: form.get('success_url') ?? '/',
      }
      sessions.set(id, session)
      return session
    },
    find: (id) => sessions.get(id),
    pay: (id) => {
      const session = sessions.get(id)
      if (session?.status !== 'open') return undefined
      const intent = newId('pi')
      intents.set(intent, { amount: session.amount_total, metadata: session.metadata, isRefunded: false })
      Object.assign(session, { payment_status: 'paid', status: 'complete', payment_intent: intent })
      return newEvent('checkout.session.completed', { ...session })
    },
    refund: (paymentIntentId) => {
      const intent = intents.get(paymentIntentId)
      if (!intent) return undefined
      intent.isRefunded = true
      const charge = { object: 'charge', payment_intent: paymentIntentId, refunded: true, metadata: intent.metadata }
      const refund = { id: newId('re'), object: 'refund', payment_intent: paymentIntentId, status: 'succeeded' }
      return { refund, event: newEvent('charge.refunded', { id: newId('ch'), ...charge }) }
    },
  }
}

export function newEvent(type: string, object: object): StripeEvent {
  return { id: newId('evt'), object: 'event', type, created: nowS(), data: { object } }
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`
}

function nowS(): number {
  return Math.floor(Date.now() / 1000)
}
