export const PAYMENT_STATES = ['pending', 'succeeded', 'refunding', 'refunded'] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]

export interface Payment {
  id: string
  bookingId: string
  /** Canadian cents. */
  amountCents: number
  state: PaymentState
  attempt: number
  checkoutId: string | null
  checkoutUrl: string | null
  checkoutExpiresAt: Date | null
  paymentIntentId: string | null
}

/** What the payment service told us, in our words. */
export type PaymentEvent = { id: string; type: string } & (
  | { what: 'paid'; paymentId: string; paymentIntentId: string; amountCents: number; currency: string }
  | { what: 'expired'; paymentId: string; checkoutId: string }
  | { what: 'refunded'; paymentIntentId: string; paymentId: string | undefined }
  | { what: 'disputed'; paymentIntentId: string }
  | { what: 'other' }
)
