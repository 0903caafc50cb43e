import { createHmac } from 'node:crypto'

/** The header `Stripe-Signature` for a body: https://docs.stripe.com/webhooks#verify-manually */
export function signWebhook(body: string, secret: string, at: Date = new Date()): string {
  const seconds = Math.floor(at.getTime() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
