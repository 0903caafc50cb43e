import type { Exchange } from './exchange.ts'

/** A variable that says with which side of a payment gateway the service speaks. */
export interface PaymentKey {
  /** `STRIPE_SECRET_KEY` */
  variable: string
  gateway: string
  /** `live` moves money; `test` does not. */
  mode: 'live' | 'test'
  /** What a report may show: `sk_live_••••`, `sandbox`. */
  shown: string
}

/** What a webhook of a payment gateway says to a message that the gateway did not send. */
export interface WebhookTrial {
  path: string
  gateway?: string
  /** Without a signature, and with a wrong one. */
  unsigned: Exchange[]
  /** To something that is no message at all. */
  nonsense?: Exchange
}

/** What is known of how a service takes payments. */
export interface PaymentFacts {
  /** What the report calls it. */
  target: string
  /** Keys and switches of `--env-file`. */
  keys: PaymentKey[]
  webhooks: WebhookTrial[]
  /** Whether the gateway takes the key, where asking was allowed. */
  account?: { gateway: string; state: 'accepted' | 'refused'; status: number; answer: string }
  /** Addresses that the gateway calls, without path parameters; their state as the gateway gives it. */
  endpoints?: { url: string; status: string }[]
}
