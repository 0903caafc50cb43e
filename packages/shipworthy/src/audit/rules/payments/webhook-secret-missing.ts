import { settingAt } from '../../derive/evidence.ts'
import { webhookSecrets } from '../../derive/payments/webhook-secrets.ts'
import { project } from '../example-kit.ts'
import { running } from '../live-example-kit.ts'
import { environmentFacts, paymentFacts } from '../live-example-payments.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (secret: string): Record<string, string> =>
  project('express@5 stripe@18', {
    'server.js': `const express = require('express')\nconst stripe = require('stripe')(process.env.STRIPE_SECRET_KEY)\nconst app = express()\napp.post('/stripe/webhook', express.raw({ type: 'application/json' }), (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], ${secret})\n  res.json({ received: event.id })\n})\napp.listen(3000)\n`,
  })
const VERIFIED = SERVER('process.env.STRIPE_WEBHOOK_SECRET')

export default defineRule({
  id: 'payments/webhook-secret-missing',
  catalogue: 'PY07',
  title: 'The secret that a webhook verifies with is not set',
  severity: 'critical',
  confidence: 'proven',
  needs: ['program', 'payments'],
  tokens: { words: ['webhook', 'constructEvent', 'createHmac'] },
  why: 'Every message of the gateway is refused: orders are paid and never fulfilled, and after some days the gateway stops calling.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Copy the signing secret of the endpoint from the dashboard of the gateway into the environment. Each endpoint has its own.',
      code: 'STRIPE_WEBHOOK_SECRET=whsec_…',
    },
  ],
  references: [{ title: 'Stripe: verify webhook signatures', url: 'https://docs.stripe.com/webhooks#verify-events' }],
  falsePositives: [
    'A file without any key of the gateway does not hold the payment secrets at all: then it is a warning.',
    'A secret with a fallback, or from somewhere else than a variable.',
  ],
  examples: [
    {
      name: 'the secret is set',
      outcome: 'pass',
      files: VERIFIED,
      live: running({
        environment: environmentFacts(['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']),
        payments: paymentFacts(),
      }),
    },
    {
      name: 'the key is set, the secret is not',
      outcome: 'fail',
      severity: 'critical',
      says: 'STRIPE_WEBHOOK_SECRET',
      line: 5,
      files: VERIFIED,
      live: running({ environment: environmentFacts(['STRIPE_SECRET_KEY']), payments: paymentFacts() }),
    },
    {
      name: 'neither is set',
      outcome: 'fail',
      severity: 'warning',
      files: VERIFIED,
      live: running({ environment: environmentFacts(['PORT']) }),
    },
    {
      name: 'no webhook',
      outcome: 'not-applicable',
      files: project('express@5 stripe@18', { 'server.js': "require('express')().listen(3000)\n" }),
      live: running({ environment: environmentFacts(['STRIPE_SECRET_KEY']), payments: paymentFacts() }),
    },
    {
      name: 'a secret from elsewhere',
      outcome: 'unknown',
      files: SERVER("require('company-vault').secret"),
      live: running({ environment: environmentFacts(['STRIPE_SECRET_KEY']), payments: paymentFacts() }),
    },
  ],
  live: {
    parts: ['environment', 'payments'],
    evaluate({ environment, payments: live }, { program, payments }) {
      if (!environment) return notApplicable('no environment was given')
      const verifying = payments.webhooks.filter(({ verifications }) => verifications.length > 0)
      if (verifying.length === 0) return notApplicable('no webhook verifies what it is sent')
      const secrets = webhookSecrets(program, verifying)
      if (secrets.length === 0) return unknown('where the secret of the webhook comes from could not be followed')
      const { names, empty, target } = environment
      const missing = secrets.filter(({ name }) => !names.includes(name) || empty.includes(name))
      if (missing.length === 0)
        return pass(
          secrets.map(({ evidence }) => evidence),
          secrets.length,
        )
      return fail(
        missing.map(({ name, path, evidence }) => ({
          message: `${path} verifies with ${name}, which ${empty.includes(name) ? 'is set to nothing' : 'is not set'} in ${target}`,
          evidence: [evidence, settingAt(target, undefined, undefined, `${names.length} variables are set there`)],
          severity: (live?.keys.length ?? 0) > 0 ? 'critical' : 'warning',
          key: name,
        })),
        secrets.length - missing.length,
      )
    },
  },
})
