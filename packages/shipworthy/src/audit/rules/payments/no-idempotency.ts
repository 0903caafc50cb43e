import { callAt } from '../../derive/evidence.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (call: string): string =>
  `const Stripe = require('stripe')\nconst stripe = new Stripe(process.env.STRIPE_KEY)\nconst app = require('express')()\napp.post('/pay', async (req, res) => { await stripe.${call}; res.end() })\napp.listen(3000)\n`

export default defineRule({
  id: 'payments/no-idempotency',
  catalogue: 'PY09',
  title: 'Money moves without an idempotency key',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'payments'],
  why: 'When the answer of a gateway is lost, nobody knows whether the money moved. A customer who presses again, a client that repeats its request or a job that is tried again then charges, refunds or pays out a second time. With a key made of the order, the gateway answers the second call with the result of the first.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Give the call a key that is the same for the same intention, such as the id of the order; not a random one.',
      code: 'stripe.transfers.create({ amount, currency, destination }, { idempotencyKey: `payout-${order.id}` })',
    },
  ],
  references: [
    { title: 'Stripe: idempotent requests', url: 'https://docs.stripe.com/api/idempotent_requests' },
    {
      title: 'AWS Well-Architected: REL04-BP04 make mutating operations idempotent',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_prevent_interaction_failure_idempotent.html',
    },
  ],
  falsePositives: [
    'A payment intent that is confirmed later, and a checkout session: a second one moves nothing.',
    'A refund of the whole amount: Stripe refuses the second.',
    'The key that the library makes itself covers only its own repetitions.',
  ],
  examples: [
    {
      name: 'a key made of the order',
      outcome: 'pass',
      files: project('express@5 stripe@18', {
        'server.js': SERVER(
          "charges.create({ amount: 100, currency: 'eur' }, { idempotencyKey: `charge-${req.body.order}` })",
        ),
      }),
    },
    {
      name: 'options in a variable',
      outcome: 'pass',
      files: project('express@5 stripe@18', {
        'server.js': `const options = { idempotencyKey: process.env.KEY }\n${SERVER("transfers.create({ amount: 100, currency: 'eur' }, options)")}`,
      }),
    },
    {
      name: 'a charge without a key',
      outcome: 'fail',
      says: 'charges.create',
      line: 4,
      files: project('express@5 stripe@18', {
        'server.js': SERVER("charges.create({ amount: 100, currency: 'eur' })"),
      }),
    },
    {
      name: 'a payment intent that is confirmed at once, in a service of TypeScript',
      outcome: 'fail',
      says: 'paymentIntents.create',
      files: project('express@5 stripe@18', {
        'server.ts':
          "import express from 'express'\nimport { Payments } from './payments'\nconst app = express()\nconst payments = new Payments()\napp.post('/pay', async (req, res) => { await payments.pay(100); res.end() })\napp.listen(3000)\n",
        'payments.ts':
          "import Stripe from 'stripe'\nexport class Payments {\n  private stripe = new Stripe(process.env.STRIPE_KEY!)\n  pay(amount: number) {\n    return this.stripe.paymentIntents.create({ amount, currency: 'eur', confirm: true })\n  }\n}\n",
      }),
    },
    {
      name: 'part of the amount refunded',
      outcome: 'fail',
      files: project('express@5 stripe@18', { 'server.js': SERVER("refunds.create({ charge: 'ch_1', amount: 50 })") }),
    },
    {
      name: 'the whole amount refunded',
      outcome: 'not-applicable',
      files: project('express@5 stripe@18', { 'server.js': SERVER("refunds.create({ charge: 'ch_1' })") }),
    },
    {
      name: 'a checkout session',
      outcome: 'not-applicable',
      files: project('express@5 stripe@18', {
        'server.js': SERVER("checkout.sessions.create({ mode: 'payment', line_items: [] })"),
      }),
    },
    {
      name: 'options from elsewhere',
      outcome: 'unknown',
      files: project('express@5 stripe@18', {
        'server.js': SERVER("payouts.create({ amount: 100, currency: 'eur' }, require('company-billing').options)"),
      }),
    },
  ],
  evaluate({ service, payments }) {
    if (payments.gateways.length === 0) return notApplicable('no call of Stripe that moves money at once')
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const { movements } = payments
    if (movements.length === 0) return notApplicable('no call of Stripe that moves money at once')
    const keyed = movements.filter(({ key }) => key === 'set').map(({ event }) => callAt(event))
    const without = movements.filter(({ key }) => key === 'unset')
    if (without.length > 0) {
      return fail(
        without.map(({ event, method }) => ({
          message: `${method} without an idempotency key: repeated, it moves the money again`,
          evidence: [callAt(event)],
        })),
        keyed.length,
      )
    }
    const open = movements.filter(({ key }) => key === 'open').map(({ event }) => callAt(event))
    return open.length > 0
      ? unknown('the options of a call that moves money could not be followed', open)
      : pass(keyed, keyed.length)
  },
})
