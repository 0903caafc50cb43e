import { setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { millisecondsSetting } from './number-settings.ts'

const section = 'payments'

export const PAYMENT_SETTINGS = {
  STRIPE_SECRET_KEY: setting(z.string().min(8).optional(), {
    section,
    describe: 'Key of the Stripe account; without it payments are simulated, which production refuses.',
    secret: true,
  }),
  STRIPE_WEBHOOK_SECRET: setting(z.string().min(16).optional(), {
    section,
    describe: 'Checks that webhooks are from Stripe, which sends them to /webhooks/stripe.',
    secret: true,
  }),
  STRIPE_API_URL: setting(z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'), {
    section,
    describe: 'Where Stripe is.',
  }),
  STRIPE_TIMEOUT_MS: setting(millisecondsSetting(10_000), {
    section,
    describe: 'Longest wait for an answer of Stripe.',
  }),
  PAYMENT_RETURN_URL: setting(z.url({ protocol: /^https?$/ }).optional(), {
    section,
    describe: 'Where clients come back to after they have paid. Default: PUBLIC_URL.',
  }),
}
