import type { Exchange } from '../../../facts/live/exchange.ts'
import type { PlannedWebhook } from '../../../facts/live/live-plan.ts'
import type { WebhookTrial } from '../../../facts/live/payment-facts.ts'
import { sendRequest } from '../http/send-request.ts'
import type { LiveRequest } from '../live-request.ts'
import type { LiveSession } from '../live-session.ts'

/** A message of a type that no gateway has: a handler that believes it has nothing to do. */
const MESSAGE = JSON.stringify({
  id: 'evt_shipworthy_probe',
  object: 'event',
  type: 'shipworthy.probe',
  event: 'shipworthy.probe',
  event_type: 'shipworthy.probe',
  livemode: false,
  created: 0,
  data: { object: { id: 'obj_shipworthy_probe', object: 'shipworthy.probe' } },
})
/** Of the right form for Stripe, and wrong. */
const FORGED = { 'stripe-signature': `t=1700000000,v1=${'0'.repeat(64)}` }
const JSON_TYPE = { 'content-type': 'application/json' }
const MESSAGES = [
  { body: MESSAGE, headers: {} },
  { body: MESSAGE, headers: FORGED },
  { body: 'shipworthy', headers: {} },
]

/** What a webhook says to an unsigned message, to one with a wrong signature, and to nonsense; nothing more after silence. */
export async function tryWebhook(
  { path, gateway }: PlannedWebhook,
  { url = '', ca }: LiveRequest,
  session: LiveSession,
): Promise<WebhookTrial> {
  const answers: Exchange[] = []
  for (const { body, headers } of MESSAGES) {
    const sent = { url: new URL(path, url).href, method: 'POST', headers: { ...JSON_TYPE, ...headers }, body }
    const attempt = await sendRequest(session, { ...sent, ...(ca !== undefined && { ca }) }, 'payments')
    if (!attempt.ok) break
    answers.push(attempt.exchange)
  }
  const [unsigned, forged, nonsense] = answers
  return {
    path,
    ...(gateway !== undefined && { gateway }),
    unsigned: [unsigned, forged].filter((answer) => answer !== undefined),
    ...(nonsense && { nonsense }),
  }
}
