/** Prefixes by which a bundler is told to write a variable's value into the code for browsers. */
const PREFIX = /^(NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC)_/
/** Names that only something for servers has. */
const SERVER_ONLY = /(^|_)(SECRET|SECRET_KEY|PRIVATE_KEY|SERVICE_ROLE|SERVICE_ROLE_KEY|SECRET_ACCESS_KEY|SK_LIVE)$/
/** What a client needs: a key of a challenge, of a publishable kind, or a name that only mentions the secret. */
const FOR_CLIENTS = /(PUBLISHABLE|SITE_?KEY|ANON|SHOW|HIDE|ENABLE|DISABLE|HAS|IS|CLIENT_SIDE)_/
const PAYMENT =
  /STRIPE|PAYPAL|BRAINTREE|ADYEN|RAZORPAY|PAYSTACK|FLUTTERWAVE|MOLLIE|SQUARE|CHECKOUT|LEMON_?SQUEEZY|PADDLE|MERCADO_?PAGO|MIDTRANS/

export function isServerSecretName(name: string): boolean {
  const rest = name.replace(PREFIX, '')
  return rest !== name && isSecretName(rest)
}

/** The name of a secret, without any prefix. */
export function isSecretName(name: string): boolean {
  return SERVER_ONLY.test(name) && !FOR_CLIENTS.test(name)
}

/** Whether a variable belongs to a payment provider. */
export function isPaymentName(name: string): boolean {
  return PAYMENT.test(name)
}
