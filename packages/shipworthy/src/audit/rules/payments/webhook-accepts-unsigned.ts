import { exchangeEvidence } from '../../derive/live/describe-exchange.ts'
import type { WebhookTrial } from '../../facts/live/payment-facts.ts'
import type { Views } from '../../derive/views.ts'
import { project } from '../example-kit.ts'
import { exchange, running, silent } from '../live-example-kit.ts'
import { paymentFacts } from '../live-example-payments.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (body: string): Record<string, string> =>
  project('express@5 stripe@18 pg@8', {
    'server.js': `const express = require('express')\nconst { Pool } = require('pg')\nconst stripe = require('stripe')(process.env.STRIPE_KEY)\nconst pool = new Pool()\nconst app = express()\napp.post('/stripe/webhook', express.raw({ type: 'application/json' }), async (req, res) => { ${body} })\napp.listen(3000)\n`,
  })
const BELIEVES = SERVER(
  "const event = JSON.parse(req.body); if (event.type === 'checkout.session.completed') await pool.query('UPDATE orders SET paid = true WHERE id = $1', [event.data.object.id]); res.end()",
)
const VERIFIES = SERVER(
  "const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.SECRET); res.json({ received: event.id })",
)
const answers = (status: number, nonsense = 400) => ({
  path: '/stripe/webhook',
  gateway: 'Stripe',
  unsigned: [exchange({ method: 'POST', url: 'https://api.example.com/stripe/webhook', status, body: '' })],
  nonsense: exchange({ method: 'POST', url: 'https://api.example.com/stripe/webhook', status: nonsense }),
})

export default defineRule({
  id: 'payments/webhook-accepts-unsigned',
  catalogue: 'PY02',
  title: 'A payment webhook accepts a message that nobody signed',
  severity: 'critical',
  confidence: 'proven',
  needs: ['payments'],
  tokens: { words: ['webhook', 'constructEvent', 'createHmac', 'timingSafeEqual', 'stripe-signature'] },
  why: 'Anybody who knows the address can say that an order is paid.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Verify the signature over the body as it came, and answer 400 when it does not hold.',
      code: "const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.STRIPE_WEBHOOK_SECRET)",
    },
  ],
  references: [{ title: 'Stripe: verify webhook signatures', url: 'https://docs.stripe.com/webhooks#verify-events' }],
  falsePositives: [
    'Handlers that answer 200 to everything and drop what does not verify: without proof in the source it is a warning.',
  ],
  examples: [
    {
      name: 'refused',
      outcome: 'pass',
      files: VERIFIES,
      live: running({ payments: paymentFacts({ webhooks: [answers(400)] }) }, { active: true }),
    },
    {
      name: 'accepted, and the code verifies nothing',
      outcome: 'fail',
      severity: 'critical',
      says: 'answers 200',
      files: BELIEVES,
      live: running({ payments: paymentFacts({ webhooks: [answers(200)] }) }, { active: true }),
    },
    {
      name: 'answered with 200, and the code verifies',
      outcome: 'fail',
      severity: 'warning',
      files: VERIFIES,
      live: running({ payments: paymentFacts({ webhooks: [answers(200, 200)] }) }, { active: true }),
    },
    {
      name: 'not tried',
      outcome: 'not-applicable',
      files: BELIEVES,
      live: running({ payments: paymentFacts() }),
    },
    {
      name: 'a fault of the handler',
      outcome: 'unknown',
      files: BELIEVES,
      live: running({ payments: paymentFacts({ webhooks: [answers(500)] }) }, { active: true }),
    },
    { name: 'a system that does not answer', outcome: 'unknown', live: silent('payments') },
  ],
  live: {
    parts: ['payments'],
    evaluate({ payments: live }, { payments }) {
      const { webhooks } = live!
      if (webhooks.length === 0) return notApplicable('no webhook was tried; --active allows it')
      const accepting = webhooks.filter(({ unsigned }) => unsigned.some(isAccepted))
      const refusing = webhooks.filter(({ unsigned }) => unsigned.length > 0 && unsigned.every(isRefused))
      const evidence = webhooks.flatMap(({ unsigned }) => unsigned.map((answer) => exchangeEvidence(answer)))
      if (accepting.length > 0)
        return fail(
          accepting.map((trial) => ({
            message: `${trial.path} answers ${trial.unsigned.find(isAccepted)!.status} to a message that is not signed`,
            evidence: trial.unsigned.map((answer) => exchangeEvidence(answer, noteFor(trial))),
            severity: believes(trial, payments) ? 'critical' : 'warning',
            key: trial.path,
          })),
          refusing.length,
        )
      if (refusing.length === webhooks.length) return pass(evidence, refusing.length)
      return unknown('what it does with a message that is not signed cannot be told from its answer', evidence)
    },
  },
})

function isAccepted({ status }: { status: number }): boolean {
  return status >= 200 && status < 300
}

/** Not found, and too many, say nothing of the signature. */
function isRefused({ status }: { status: number }): boolean {
  return status >= 400 && status < 500 && status !== 404 && status !== 405 && status !== 429
}

/** Its code was followed to the end, and verifies nothing. */
function believes({ path }: WebhookTrial, { webhooks }: Views['payments']): boolean {
  const own = webhooks.filter(({ route }) => route.path === path)
  return (
    own.length > 0 &&
    own.every(({ verifications, isLibrary, isOpen }) => verifications.length === 0 && !isLibrary && !isOpen)
  )
}

function noteFor({ nonsense }: WebhookTrial): string | undefined {
  return nonsense && isAccepted(nonsense) ? `it answers ${nonsense.status} to nonsense too` : undefined
}
