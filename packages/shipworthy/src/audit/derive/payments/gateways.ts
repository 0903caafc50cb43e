/** Companies that take payments, by their packages and the word their routes carry. */
export interface Gateway {
  name: string
  packages: readonly string[]
  word: RegExp
}

export const GATEWAYS: readonly Gateway[] = [
  { name: 'Stripe', packages: ['stripe', '@better-auth/stripe', '@golevelup/nestjs-stripe'], word: /stripe/i },
  {
    name: 'PayPal',
    packages: ['@paypal/paypal-server-sdk', '@paypal/checkout-server-sdk', '@paypal/payouts-sdk', 'paypal-rest-sdk'],
    word: /paypal/i,
  },
  { name: 'Braintree', packages: ['braintree'], word: /braintree/i },
  { name: 'Square', packages: ['square', 'squareup'], word: /square/i },
  { name: 'Adyen', packages: ['@adyen/api-library'], word: /adyen/i },
  { name: 'Mollie', packages: ['@mollie/api-client'], word: /mollie/i },
  { name: 'Lemon Squeezy', packages: ['@lemonsqueezy/lemonsqueezy.js'], word: /lemon/i },
  { name: 'Paddle', packages: ['@paddle/paddle-node-sdk'], word: /paddle/i },
  { name: 'Razorpay', packages: ['razorpay'], word: /razorpay/i },
  { name: 'Polar', packages: ['@polar-sh/sdk'], word: /\bpolar\b/i },
]

/** Packages that verify the signature of what they receive themselves. */
export const VERIFYING_LIBRARIES =
  /^(@better-auth\/stripe|@polar-sh\/(nextjs|express|fastify|hono|better-auth)|@dodopayments\/\w+|@golevelup\/nestjs-stripe|stripe-event-types|@creem_io\/\w+)\b/

export const PAYMENT_PACKAGES: readonly string[] = [
  ...GATEWAYS.flatMap(({ packages }) => packages),
  '@polar-sh/*',
  'svix',
  'standardwebhooks',
]
