import type { WebhookTrial } from '../../../facts/live/payment-facts.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import type { LiveRequest } from '../live-request.ts'
import { askStripe } from './ask-stripe.ts'
import { paymentKeys } from './payment-keys.ts'
import { tryWebhook } from './try-webhook.ts'

const STRIPE = 'https://api.stripe.com'
const MAX_WEBHOOKS = 5

/** Looks at the keys of payment gateways, and at how webhooks take messages that nobody signed. */
export const payments: LiveGatherer<'payments'> = {
  part: 'payments',
  nameOf: (request, { webhooks }) => {
    const hasKeys = paymentKeys(request.environment ?? new Map()).length > 0
    return hasKeys || (webhooks.length > 0 && mayTry(request)) ? 'payments' : undefined
  },
  async gather(request, plan, session) {
    const { environment = new Map<string, string>(), stripeUrl = STRIPE } = request
    const webhooks: WebhookTrial[] = []
    if (mayTry(request))
      for (const webhook of plan.webhooks.slice(0, MAX_WEBHOOKS)) {
        const trial = await tryWebhook(webhook, request, session)
        // Whoever is silent now will be silent again, and the time is for all.
        if (trial.unsigned.length === 0) break
        webhooks.push(trial)
      }
    const key = [...environment.values()].find((value) => /^[sr]k_(test|live)_\w{16,}$/.test(value))
    return {
      target: 'payments',
      keys: paymentKeys(environment),
      webhooks,
      ...(request.active && key !== undefined && (await askStripe(stripeUrl, key, session))),
    }
  },
}

function mayTry({ active, url }: LiveRequest): boolean {
  return active && url !== undefined
}
