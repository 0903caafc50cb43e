import type { PaymentKey } from '../../../facts/live/payment-facts.ts'

interface KeyForm {
  gateway: string
  /** Names of its variables, where the value alone does not tell. */
  variable?: RegExp
  test: RegExp
  live: RegExp
}

/** How keys and switches of gateways tell test from live, from their documentation. */
const FORMS: readonly KeyForm[] = [
  { gateway: 'Paystack', variable: /PAYSTACK/, test: /^[ps]k_test_\w{16,}$/, live: /^[ps]k_live_\w{16,}$/ },
  { gateway: 'Stripe', test: /^[psr]k_test_\w{16,}$/, live: /^[psr]k_live_\w{16,}$/ },
  { gateway: 'Razorpay', test: /^rzp_test_\w{8,}$/, live: /^rzp_live_\w{8,}$/ },
  { gateway: 'Mollie', variable: /MOLLIE/, test: /^test_\w{20,}$/, live: /^live_\w{20,}$/ },
  { gateway: 'Paddle', test: /^pdl_sdbx_\w{8,}$/, live: /^pdl_live_\w{8,}$/ },
  { gateway: 'PayPal', variable: /PAYPAL.*(MODE|ENV)/, test: /^(sandbox|test)$/i, live: /^(live|production)$/i },
  { gateway: 'Square', variable: /SQUARE.*ENV/, test: /^sandbox$/i, live: /^production$/i },
  { gateway: 'Braintree', variable: /BRAINTREE.*ENV/, test: /^sandbox$/i, live: /^production$/i },
  { gateway: 'Adyen', variable: /ADYEN.*ENV/, test: /^test$/i, live: /^live(-\w+)?$/i },
  { gateway: 'Polar', variable: /POLAR.*(SERVER|ENV)/, test: /^sandbox$/i, live: /^production$/i },
]
/** What of a key says nothing to a thief. */
const PREFIX = /^([psr]k_(test|live)_|rzp_(test|live)_|pdl_(sdbx|live)_|(test|live)_)/

/** Keys and switches of payment gateways among variables. */
export function paymentKeys(variables: ReadonlyMap<string, string>): PaymentKey[] {
  return [...variables].flatMap(([variable, value]) => {
    const form = FORMS.find(
      (candidate) =>
        (candidate.variable?.test(variable) ?? true) && (candidate.test.test(value) || candidate.live.test(value)),
    )
    if (!form) return []
    const prefix = PREFIX.exec(value)?.[0]
    const shown = prefix === undefined ? value : `${prefix}••••`
    return [{ variable, gateway: form.gateway, mode: form.live.test(value) ? 'live' : 'test', shown } as const]
  })
}
