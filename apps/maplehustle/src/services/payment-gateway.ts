import type { PaymentEvent } from '../domain/payment.ts'

export interface CheckoutRequest {
  paymentId: string
  amountCents: number
  /** As the page shows it. */
  title: string
  email: string
  /** The same key makes the same page, however often it is asked for. */
  idempotencyKey: string
}

export interface Checkout {
  id: string
  /** The page where the client pays. */
  url: string
  expiresAt: Date
}

/** The payment service, as we use it. */
export interface PaymentGateway {
  createCheckout: (request: CheckoutRequest) => Promise<Checkout>
  /** Gives everything back; done once for each key. */
  refund: (paymentIntentId: string, idempotencyKey: string) => Promise<void>
  /** @returns undefined when the signature is not right, or too old. */
  readEvent: (body: Buffer, signature: string) => PaymentEvent | undefined
}
