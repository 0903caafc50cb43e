import { usesStore } from '../../derive/datastores/uses-store.ts'
import { callAt, codeAt } from '../../derive/evidence.ts'
import type { CallEvent } from '../../derive/execution/call-event.ts'
import { asksAboutObject, asksGateway } from '../../derive/payments/verification.ts'
import type { PaymentWebhook } from '../../derive/payments/webhooks.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (route: string, before = ''): string =>
  `const express = require('express')\nconst { Pool } = require('pg')\nconst stripe = require('stripe')(process.env.STRIPE_KEY)\nconst pool = new Pool()\nconst app = express()\n${before}${route}\napp.listen(3000)\n`
const PAID = "await pool.query('UPDATE orders SET paid = true WHERE id = $1', [event.data.object.id])"
const SIGNED = (body: string): string =>
  `app.post('/stripe/webhook', express.raw({ type: 'application/json' }), async (req, res) => { const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.STRIPE_WEBHOOK_SECRET); ${body}; res.end() })`

export default defineRule({
  id: 'payments/webhook-unsigned',
  catalogue: 'PY01',
  title: 'A payment webhook believes whoever calls it',
  severity: 'critical',
  confidence: 'proven',
  needs: ['service', 'payments'],
  tokens: { words: ['webhook', 'constructEvent', 'createHmac', 'timingSafeEqual', 'stripe-signature'] },
  why: 'Webhook addresses are public. Without the check of its signature, anybody can send "payment succeeded" for an order and get the goods, the credits or the subscription without paying.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Keep the body as it came, and let Stripe check it.',
      code: "app.post('/stripe/webhook', express.raw({ type: 'application/json' }), (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.STRIPE_WEBHOOK_SECRET)\n  …\n})",
    },
    {
      for: 'next',
      effort: 'S',
      text: 'Read the body as text in the route handler.',
      code: "const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), secret)",
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Other gateways: compute the HMAC of the raw body and compare it with timingSafeEqual, or ask the gateway for the object by its id instead of trusting the message.',
    },
  ],
  references: [
    { title: 'Stripe: verify webhook signatures', url: 'https://docs.stripe.com/webhooks#verify-events' },
    {
      title: 'OWASP: third-party payment gateway integration',
      url: 'https://cheatsheetseries.owasp.org/cheatsheets/Third_Party_Payment_Gateway_Integration_Cheat_Sheet.html',
    },
  ],
  falsePositives: [
    'A library that receives the events and verifies them.',
    'A signature checked in middleware, or by comparing an HMAC.',
    'A handler that asks the gateway for the payment instead of trusting what was sent.',
    'A gateway in front, or a secret in a header: then it is not known.',
  ],
  examples: [
    {
      name: 'verified by Stripe',
      outcome: 'pass',
      files: project('express@5 stripe@18 pg@8', { 'server.js': SERVER(SIGNED(PAID)) }),
    },
    {
      name: 'verified in middleware, in another file',
      outcome: 'pass',
      files: project('express@5 razorpay@2 pg@8', {
        'server.js': `const express = require('express')\nconst { Pool } = require('pg')\nconst { signed } = require('./signed')\nconst pool = new Pool()\nconst app = express()\napp.post('/razorpay/webhook', signed, async (req, res) => { const event = req.body; await pool.query('UPDATE orders SET paid = true WHERE id = $1', [event.id]); res.end() })\napp.listen(3000)\n`,
        'signed.js':
          "const { createHmac, timingSafeEqual } = require('crypto')\nexports.signed = (req, res, next) => {\n  const expected = createHmac('sha256', process.env.SECRET).update(req.rawBody).digest()\n  if (!timingSafeEqual(expected, Buffer.from(req.headers['x-razorpay-signature'], 'hex'))) return res.sendStatus(400)\n  next()\n}\n",
      }),
    },
    {
      name: 'asks Stripe for the event',
      outcome: 'pass',
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER(
          `app.post('/stripe/webhook', express.json(), async (req, res) => { const event = await stripe.events.retrieve(req.body.id); ${PAID}; res.end() })`,
        ),
      }),
    },
    {
      name: 'a Next.js route handler',
      outcome: 'pass',
      files: {
        'package.json':
          '{"private":true,"scripts":{"start":"next start"},"dependencies":{"next":"15.0.0","stripe":"18.0.0"}}',
        'app/api/webhooks/route.ts':
          "import Stripe from 'stripe'\nconst stripe = new Stripe(process.env.STRIPE_KEY!)\nexport async function POST(request: Request) {\n  const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature')!, process.env.STRIPE_SECRET!)\n  return Response.json({ received: event.id })\n}\n",
      },
    },
    {
      name: 'believes the body',
      outcome: 'fail',
      severity: 'critical',
      says: '/stripe/webhook',
      line: 6,
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER(
          `app.post('/stripe/webhook', express.json(), async (req, res) => { const event = req.body; if (event.type === 'checkout.session.completed') { ${PAID} } res.end() })`,
        ),
      }),
    },
    {
      name: 'the check is commented out, in a controller',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5 stripe@18 pg@8', {
        'server.js':
          "const express = require('express')\nconst { webhook } = require('./payments')\nconst app = express()\napp.use(express.json())\nconst router = express.Router()\nrouter.post('/webhook', webhook)\napp.use('/api/payments', router)\napp.listen(3000)\n",
        'payments.js':
          "const { Pool } = require('pg')\nconst stripe = require('stripe')(process.env.STRIPE_KEY)\nconst pool = new Pool()\nexports.webhook = async (req, res) => {\n  // const event = stripe.webhooks.constructEvent(req.rawBody, req.headers['stripe-signature'], secret)\n  const event = req.body\n  if (event.type === 'payment_intent.succeeded') await pool.query('UPDATE orders SET paid = true')\n  res.json({ received: true })\n}\n",
      }),
    },
    {
      name: 'webhooks of something else',
      outcome: 'not-applicable',
      files: project('express@5 stripe@18', {
        'server.js': SERVER(
          "app.post('/github/webhook', express.json(), (req, res) => res.end(req.body.ref))",
        ).replaceAll(/.*Pool.*\n/g, ''),
      }),
    },
    {
      name: 'no payments',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'a secret in a header',
      outcome: 'unknown',
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER(
          `app.post('/stripe/webhook', express.json(), async (req, res) => { if (req.headers['x-gateway-secret'] !== process.env.SECRET) return res.sendStatus(401); const event = req.body; ${PAID}; res.end() })`,
        ),
      }),
    },
    {
      name: 'asks Stripe for the payment; what of the message is believed is not known',
      outcome: 'unknown',
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER(
          `app.post('/stripe/webhook', express.json(), async (req, res) => { const payment = await stripe.paymentIntents.retrieve(req.body.data.object.id); if (payment.status === 'succeeded') await pool.query('UPDATE orders SET paid = true WHERE payment = $1', [payment.id]); res.end() })`,
        ),
      }),
    },
    {
      name: 'a handler from elsewhere',
      outcome: 'unknown',
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER("app.post('/stripe/webhook', require('company-billing').webhook)"),
      }),
    },
  ],
  evaluate({ service, payments }) {
    if (payments.gateways.length === 0) return notApplicable('no webhook of a payment gateway')
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const { webhooks, libraries } = payments
    if (webhooks.length + libraries.length === 0) return notApplicable('no webhook of a payment gateway')
    const verified = webhooks.filter(isVerified)
    const unsigned = webhooks.filter((webhook) => !isVerified(webhook) && isBelieved(webhook))
    const evidence = [
      ...libraries.map((event) => callAt(event, 'verified by the library')),
      ...verified.map(({ route, verifications: [first] }) =>
        first ? callAt(first.event, 'the sender is verified') : codeAt(route.file, route.at, 'verified by the library'),
      ),
    ]
    if (unsigned.length > 0) {
      return fail(
        unsigned.map(({ route, calls }) => ({
          message: `${route.path} acts on what it is sent without verifying who sent it`,
          evidence: [
            codeAt(route.file, route.at),
            ...calls
              .filter(changes)
              .slice(0, 1)
              .map((event) => callAt(event, 'done for anybody')),
          ],
          severity: route.force === 'on' ? 'critical' : 'warning',
        })),
        evidence.length,
      )
    }
    const open = webhooks.filter((webhook) => !isVerified(webhook))
    if (open.length > 0)
      return unknown(
        'whether the sender of a webhook is verified could not be followed',
        open.map(({ route }) => codeAt(route.file, route.at)),
      )
    return pass(evidence, evidence.length)
  },
})

function isVerified({ verifications, isLibrary }: PaymentWebhook): boolean {
  return isLibrary || verifications.length > 0
}

/** Something about the request that may be a shared secret, a signature, or the address it comes from. */
const READS_CREDENTIALS =
  /\bheaders?\b|\b(req|request|ctx|c)\.(get|header)\(|\b(req|request|ctx|c)\.query\b|searchParams|\.ip\b|secret|signature|\bhash\b|passphrase|authorization/i
const READS_BODY = /\bbody\b|\.json\(\)|\.text\(\)/

/** Followed to its end, it changes something for whatever is in the body. */
function isBelieved({ isOpen, text, calls }: PaymentWebhook): boolean {
  // What the gateway says of the object may be what counts.
  if (calls.some(asksAboutObject)) return false
  return !isOpen && READS_BODY.test(text) && !READS_CREDENTIALS.test(withoutComments(text)) && calls.some(changes)
}

function changes(event: CallEvent): boolean {
  return event.force !== 'off' && (usesStore(event) || asksGateway(event))
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}
