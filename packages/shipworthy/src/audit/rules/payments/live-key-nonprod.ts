import { settingAt } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { running } from '../live-example-kit.ts'
import { environmentFacts, paymentFacts } from '../live-example-payments.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const TEST = { variable: 'STRIPE_SECRET_KEY', gateway: 'Stripe', mode: 'test', shown: 'sk_test_••••' } as const
const STAGING = { mode: 'other', modeFrom: 'APP_ENV=staging' } as const

export default defineRule({
  id: 'payments/live-key-nonprod',
  catalogue: 'PY05',
  title: 'A live payment key is used outside production',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Tests charge real cards and refund real orders, and the key that moves money lies where every developer, build and log can read it.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Roll the key in the dashboard of the gateway, and use a test key here.',
      code: 'STRIPE_SECRET_KEY=sk_test_…',
    },
  ],
  references: [
    { title: 'Stripe: API keys', url: 'https://docs.stripe.com/keys' },
    { title: 'OWASP ASVS 5.0, V13.3.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: ['An environment whose name cannot be told: then it is not known.'],
  examples: [
    {
      name: 'a test key in staging',
      outcome: 'pass',
      live: running({ environment: environmentFacts([], STAGING), payments: paymentFacts({ keys: [TEST] }) }),
    },
    {
      name: 'a live key in staging',
      outcome: 'fail',
      severity: 'critical',
      says: 'APP_ENV=staging',
      live: running({ environment: environmentFacts([], STAGING), payments: paymentFacts() }),
    },
    {
      name: 'production',
      outcome: 'not-applicable',
      live: running({ environment: environmentFacts([]), payments: paymentFacts() }),
    },
    {
      name: 'an environment without a name',
      outcome: 'unknown',
      live: running({ environment: environmentFacts([], { mode: 'unknown' }), payments: paymentFacts() }),
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
      if (mode.endsWith('production')) return notApplicable(`this is production: ${modeFrom}`)
      const wrong = keys.filter((key) => key.mode === 'live')
      const evidence = keys.map(({ variable, shown }) => settingAt(target, undefined, `${variable}=${shown}`))
      if (wrong.length === 0) return pass(evidence, keys.length)
      if (mode === 'unknown') return unknown('which environment this is cannot be told: set APP_ENV in it', evidence)
      return fail(
        wrong.map(({ variable, gateway, shown }) => ({
          message: `${variable} is a live key of ${gateway}, and this is not production (${modeFrom})`,
          evidence: [settingAt(target, undefined, `${variable}=${shown}`)],
          key: variable,
        })),
        keys.length - wrong.length,
      )
    },
  },
})
