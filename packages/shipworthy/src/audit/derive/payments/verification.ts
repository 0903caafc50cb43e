import type { CallEvent } from '../execution/call-event.ts'
import { lastName } from '../program/names.ts'
import { GATEWAYS, VERIFYING_LIBRARIES } from './gateways.ts'

/** How a handler makes sure that an event comes from the gateway. */
export interface Verification {
  event: CallEvent
  /** `retrieved`: it asks the gateway for the object instead of trusting what was sent. */
  kind: 'signature' | 'retrieved'
}

const NAMED =
  /^(constructEvent(Async)?|parse(ThinEvent|EventNotification)(Async)?|verifyHeader(Async)?|unmarshal|timingSafeEqual|\w*(verif|valid|check|assert|ensure|authenticat)\w*(signature|webhook|hmac|ipn|stripe)\w*|\w*(signature|webhook|hmac|ipn)\w*(verif|valid|check)\w*)$/i
const MADE =
  /^(crypto\.(createHmac|createVerify|verify|timingSafeEqual|subtle\.(verify|sign|importKey))|globalThis\.crypto\.subtle\.\w+|crypto-js(\.\w+)?\.Hmac\w+|crypto-js\/hmac.*|svix\.Webhook\(\)\.verify|standardwebhooks\.Webhook\(\)\.verify|braintree\.BraintreeGateway\(\)\.webhookNotification\.parse|square\.WebhooksHelper\.\w+|jose\.\w*[vV]erify|jsonwebtoken\.verify|@octokit\/webhooks.*)$/
/** The event or payment itself, as the gateway knows it; any other object leaves the rest of the message unproven. */
const RETRIEVES = /\.events\.retrieve$|^@mollie\/api-client.*\.payments\.get$/
const PACKAGES = new RegExp(
  `^(${GATEWAYS.flatMap(({ packages }) => packages)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')})\\b`,
)
/** PayPal's own addresses for asking whether a message is genuine. */
const ASKS_PAYPAL = /verify-webhook-signature|_notify-validate/

export function verificationOf(event: CallEvent): Verification | undefined {
  const { name, file, call } = event
  if (NAMED.test(lastName(name)) || MADE.test(name) || VERIFYING_LIBRARIES.test(name))
    return { event, kind: 'signature' }
  if (ASKS_PAYPAL.test(file.text.slice(call.at, call.end))) return { event, kind: 'signature' }
  return PACKAGES.test(name) && RETRIEVES.test(name) ? { event, kind: 'retrieved' } : undefined
}

/** A call on a client of a gateway. */
export function asksGateway({ name }: CallEvent): boolean {
  return PACKAGES.test(name) && name.includes('(')
}

/** A call that asks a gateway what it knows of an object. */
export function asksAboutObject(event: CallEvent): boolean {
  return asksGateway(event) && /\.(retrieve|get|fetch|find|list)$/.test(event.name)
}
