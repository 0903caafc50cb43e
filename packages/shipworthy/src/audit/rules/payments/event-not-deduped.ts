import { usesStore } from '../../derive/datastores/uses-store.ts'
import { callAt, codeAt } from '../../derive/evidence.ts'
import { addsEachTime } from '../../derive/execution/adds-each-time.ts'
import type { CallEvent } from '../../derive/execution/call-event.ts'
import { isUnfollowed } from '../../derive/execution/unfollowed-call.ts'
import { rememberEvent } from '../../derive/payments/event-identity.ts'
import { asksGateway } from '../../derive/payments/verification.ts'
import type { PaymentWebhook } from '../../derive/payments/webhooks.ts'
import { lastName } from '../../derive/program/names.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (body: string, before = ''): string =>
  `const express = require('express')\nconst { Pool } = require('pg')\nconst stripe = require('stripe')(process.env.STRIPE_KEY)\nconst pool = new Pool()\nconst app = express()\n${before}app.post('/stripe/webhook', express.raw({ type: 'application/json' }), async (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.SECRET)\n  ${body}\n  res.end()\n})\napp.listen(3000)\n`
const CREDIT = "await pool.query('INSERT INTO credits (amount) VALUES ($1)', [event.data.object.amount])"

export default defineRule({
  id: 'payments/event-not-deduped',
  catalogue: 'PY08',
  title: 'A payment event that comes twice is handled twice',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'payments'],
  why: 'Gateways deliver at least once: after a slow answer or a network error the same event comes again, sometimes days later. A handler that adds credits, creates an order or sends a mail each time does it twice for one payment.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Store the id of each event under a unique constraint, in the transaction of its effects, and skip events that are there.',
      code: 'INSERT INTO processed_events (id) VALUES ($1) ON CONFLICT DO NOTHING',
    },
    {
      for: 'any',
      effort: 'M',
      text: 'Or make each effect safe to repeat: upserts under the id of the payment, jobs with that id.',
    },
  ],
  references: [
    { title: 'Stripe: handle duplicate events', url: 'https://docs.stripe.com/webhooks#handle-duplicate-events' },
  ],
  falsePositives: [
    'Upserts and updates under the id of the payment are safe to repeat.',
    'An id of the event that is looked up or stored, in whatever way.',
    'Something that is created only after looking whether it exists.',
  ],
  examples: [
    {
      name: 'the id of the event is stored',
      outcome: 'pass',
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER(
          `const { rowCount } = await pool.query('INSERT INTO processed_events (id) VALUES ($1) ON CONFLICT DO NOTHING', [event.id])\n  if (rowCount === 0) return res.end()\n  ${CREDIT}`,
        ),
      }),
    },
    {
      name: 'an upsert under the id of the payment',
      outcome: 'pass',
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER(
          "await pool.query('INSERT INTO payments (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET paid = true', [event.data.object.id])",
        ),
      }),
    },
    {
      name: 'an update',
      outcome: 'pass',
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER("await pool.query('UPDATE orders SET paid = true WHERE id = $1', [event.data.object.id])"),
      }),
    },
    {
      name: 'credits are added each time',
      outcome: 'fail',
      line: 8,
      files: project('express@5 stripe@18 pg@8', { 'server.js': SERVER(CREDIT) }),
    },
    {
      name: 'a mail each time, in another file; the id is only logged',
      outcome: 'fail',
      files: project('express@5 stripe@18 pg@8 nodemailer@7', {
        'server.js': SERVER("console.log(event.id)\n  await require('./receipts').send(event.data.object)"),
        'receipts.js':
          "const nodemailer = require('nodemailer')\nconst transport = nodemailer.createTransport({})\nexports.send = (payment) => transport.sendMail({ to: payment.receipt_email })\n",
      }),
    },
    {
      name: 'no webhook',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'handled elsewhere',
      outcome: 'unknown',
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER("await require('company-billing').handle(event)"),
      }),
    },
    {
      name: 'created under the id of the payment, which may be unique',
      outcome: 'unknown',
      files: project('express@5 stripe@18 pg@8', {
        'server.js': SERVER("await pool.query('INSERT INTO orders (payment) VALUES ($1)', [event.data.object.id])"),
      }),
    },
  ],
  evaluate({ service, payments }) {
    if (payments.gateways.length === 0) return notApplicable('no webhook of a payment gateway')
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const webhooks = payments.webhooks.filter(({ functions }) => functions.length > 0)
    if (webhooks.length === 0) return notApplicable('no webhook of a payment gateway')
    const judged = webhooks.map((webhook) => ({ webhook, ...judge(webhook) }))
    const repeated = judged.filter(({ harm }) => harm)
    const passed = judged.filter(({ harm, isOpen }) => !harm && !isOpen)
    if (repeated.length > 0) {
      return fail(
        repeated.map(({ webhook: { route }, harm }) => ({
          message: `${route.path} does this again when an event comes again: no id of an event is looked up or stored`,
          evidence: [callAt(harm!), codeAt(route.file, route.at)],
        })),
        passed.length,
      )
    }
    const open = judged.filter(({ isOpen }) => isOpen)
    if (open.length > 0)
      return unknown(
        'whether an event that comes twice does harm could not be followed',
        open.map(({ webhook: { route } }) => codeAt(route.file, route.at)),
      )
    return pass(
      passed.map(({ webhook: { route }, remembered }) =>
        remembered
          ? callAt(remembered, 'the event is known by its id')
          : codeAt(route.file, route.at, 'safe to repeat'),
      ),
      passed.length,
    )
  },
})

interface Judged {
  harm?: CallEvent
  remembered?: CallEvent
  isOpen: boolean
}

function judge({ calls, route, text }: PaymentWebhook): Judged {
  const remembered = calls.find(rememberEvent)
  if (remembered) return { remembered, isOpen: false }
  const isOpen = !route.handler || calls.some(isUnfollowedWork)
  const adding = calls.filter((event) => event.force !== 'off' && addsEachTime(event))
  const harm = ASKS_STATE.test(text) ? undefined : adding.find((event) => !isKeyed(event) && !isLookedUp(event, calls))
  return harm ? { harm, isOpen } : { isOpen: isOpen || adding.length > 0 }
}

/** Methods of request and answer do no work, and the gateway is asked about what it knows. */
function isUnfollowedWork(event: CallEvent): boolean {
  return event.callee.kind !== 'parameter' && isUnfollowed(event) && !asksGateway(event)
}

/** It carries an id, under which there may be a unique constraint. */
function isKeyed({ file, call, name }: CallEvent): boolean {
  return (
    !/^(sendMail|send\w*)$/.test(lastName(name)) && /\bid\b|Id\b|_id\b|ID\b/.test(file.text.slice(call.at, call.end))
  )
}

/** `if (order.paid) return`: what was done before may keep it from being done again. */
const ASKS_STATE = /\bif\s*\([^{;]*(exist|already|processed|fulfilled|paid\b|duplicate|handled)/i
const LOOKS = /^(find|get|exists|count|select|lookup|has|check|is|query)/i

/** Something was looked up before, on which it may depend: in the same function, or anywhere for a row that is added. */
function isLookedUp(event: CallEvent, calls: readonly CallEvent[]): boolean {
  const isRow = usesStore(event)
  return calls.some(
    (other) =>
      other.order < event.order &&
      LOOKS.test(lastName(other.name)) &&
      (isRow ? usesStore(other) : isBefore(other, event)),
  )
}

/** In the same function, and the event stands behind a condition that it does not. */
function isBefore({ file, call }: CallEvent, event: CallEvent): boolean {
  return file === event.file && call.function === event.call.function && call.guard !== event.call.guard
}
