import { settingAt } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { running } from '../live-example-kit.ts'
import { environmentFacts, paymentFacts } from '../live-example-payments.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const TEST = { variable: 'STRIPE_SECRET_KEY', gateway: 'Stripe', mode: 'test', shown: 'sk_test_••••' } as const
const NODE_ONLY = { mode: 'likely-production', modeFrom: 'NODE_ENV=production' } as const

export default defineRule({
  id: 'payments/test-key-prod',
  catalogue: 'PY04',
  title: 'Production takes payments with a test key',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Every payment seems to succeed, the goods are sent, and no money ever moves.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Put the live key into the environment of production, and refuse at start any key that does not fit it.',
      code: "if (process.env.APP_ENV === 'production' && !process.env.STRIPE_SECRET_KEY?.startsWith('sk_live_')) throw new Error('test key in production')",
    },
  ],
  references: [{ title: 'Stripe: API keys', url: 'https://docs.stripe.com/keys' }],
  falsePositives: ['Staging, which has NODE_ENV=production too: with nothing else to go by it is a warning.'],
  examples: [
    {
      name: 'a live key',
      outcome: 'pass',
      live: running({ environment: environmentFacts(['STRIPE_SECRET_KEY']), payments: paymentFacts() }),
    },
    {
      name: 'a test key',
      outcome: 'fail',
      severity: 'critical',
      says: 'STRIPE_SECRET_KEY',
      live: running({ environment: environmentFacts(['STRIPE_SECRET_KEY']), payments: paymentFacts({ keys: [TEST] }) }),
    },
    {
      name: 'a test key, and only NODE_ENV says production',
      outcome: 'fail',
      severity: 'warning',
      live: running({
        environment: environmentFacts(['STRIPE_SECRET_KEY'], NODE_ONLY),
        payments: paymentFacts({ keys: [TEST] }),
      }),
    },
    {
      name: 'staging',
      outcome: 'not-applicable',
      live: running({
        environment: environmentFacts(['STRIPE_SECRET_KEY'], { mode: 'other', modeFrom: 'APP_ENV=staging' }),
        payments: paymentFacts({ keys: [TEST] }),
      }),
    },
    {
      name: 'an environment without a name',
      outcome: 'unknown',
      live: running({
        environment: environmentFacts(['STRIPE_SECRET_KEY'], { mode: 'unknown' }),
        payments: paymentFacts({ keys: [TEST] }),
      }),
    },
    {
      name: 'no environment was given',
      outcome: 'not-applicable',
      files: project('express@5 stripe@18', { 'server.js': "require('express')().listen(3000)\n" }),
    },
  ],
  live: {
    parts: ['payments', 'environment'],
    evaluate({ payments, environment }) {
      const keys = payments?.keys ?? []
      if (!environment || keys.length === 0) return notApplicable('no key of a payment gateway was given')
      const { mode, modeFrom, target } = environment
      if (mode === 'other') return notApplicable(`this is not production: ${modeFrom}`)
      const wrong = keys.filter((key) => key.mode === 'test')
      const evidence = keys.map(({ variable, shown }) => settingAt(target, undefined, `${variable}=${shown}`))
      if (wrong.length === 0) return pass(evidence, keys.length)
      if (mode === 'unknown') return unknown('which environment this is cannot be told: set APP_ENV in it', evidence)
      return fail(
        wrong.map(({ variable, gateway, shown }) => ({
          message: `${variable} is a test key of ${gateway}, and this is production (${modeFrom})`,
          evidence: [settingAt(target, undefined, `${variable}=${shown}`)],
          severity: mode === 'production' ? 'critical' : 'warning',
          key: variable,
        })),
        keys.length - wrong.length,
      )
    },
  },
})
