import { randomBytes } from 'node:crypto'
import type { Part } from '@shipworthy/kit/lifecycle'
import type { Config } from '../config/config.ts'
import { startStripeSimulator } from '../development/stripe/start-stripe-simulator.ts'
import type { PaymentGateway } from '../services/payment-gateway.ts'
import { createStripeGateway, type StripeOptions } from '../services/stripe-gateway.ts'

export interface OpenPayments {
  gateway: PaymentGateway
  part: () => Part
}

/** Stripe when there is a key, else, in development, a server in this process that behaves like it. */
export async function openPayments(config: Config, ownUrl: () => string): Promise<OpenPayments> {
  const options = {
    apiUrl: config.STRIPE_API_URL,
    returnUrl: config.PAYMENT_RETURN_URL,
    timeoutMs: config.STRIPE_TIMEOUT_MS,
  }
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = config
  if (secretKey !== undefined && webhookSecret !== undefined)
    return { gateway: createStripeGateway({ ...options, secretKey, webhookSecret }), part: () => partOf() }
  return simulate(options, ownUrl)
}

async function simulate(
  options: Omit<StripeOptions, 'secretKey' | 'webhookSecret'>,
  ownUrl: () => string,
): Promise<OpenPayments> {
  const secrets = { secretKey: `sk_test_${newSecret()}`, webhookSecret: `whsec_${newSecret()}` }
  const simulator = await startStripeSimulator({ ...secrets, webhookUrl: () => `${ownUrl()}/webhooks/stripe` })
  const gateway = createStripeGateway({ ...options, ...secrets, apiUrl: simulator.url })
  return { gateway, part: () => partOf(simulator.close) }
}

function partOf(stop?: () => Promise<void>): Part {
  return { name: 'payments', stage: 'pools', ...(stop && { stop }) }
}

function newSecret(): string {
  return randomBytes(16).toString('hex')
}
