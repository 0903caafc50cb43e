import type { EnvironmentFacts } from '../facts/live/environment-facts.ts'
import type { PaymentFacts } from '../facts/live/payment-facts.ts'

/** The variables of an example's environment; production unless told otherwise. */
export function environmentFacts(names: readonly string[], facts: Partial<EnvironmentFacts> = {}): EnvironmentFacts {
  return {
    target: '.env.production',
    names: [...names],
    empty: [],
    mode: 'production',
    modeFrom: '.env.production',
    ...facts,
  }
}

/** How an example takes payments: with one live key of Stripe unless told otherwise. */
export function paymentFacts(facts: Partial<PaymentFacts> = {}): PaymentFacts {
  return {
    target: 'payments',
    keys: [{ variable: 'STRIPE_SECRET_KEY', gateway: 'Stripe', mode: 'live', shown: 'sk_live_••••' }],
    webhooks: [],
    ...facts,
  }
}
