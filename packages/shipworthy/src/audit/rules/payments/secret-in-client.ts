import { exposureFindings } from '../exposure-findings.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const PAGE = (body: string): string => `'use client'\nexport default function Page() {\n  ${body}\n  return null\n}\n`
const LAYOUT = 'export default function Layout({ children }) { return children }\n'
/** Made-up keys in the provider's format. */
const LIVE = ['sk', 'live', 'Jq8vX2mN7pLw4Rt9Zb3Ks6Yc'].join('_')
const TEST = ['sk', 'test', 'Jq8vX2mN7pLw4Rt9Zb3Ks6Yc'].join('_')
const PROVIDERS =
  /^(stripe|@stripe\/.+|@paypal\/.+|paypal-rest-sdk|braintree|braintree-web|razorpay|@adyen\/.+|square|@mollie\/.+|mercadopago|@paddle\/.+|@lemonsqueezy\/.+)$/

export default defineRule({
  id: 'payments/secret-in-client',
  catalogue: 'PY06',
  title: 'The secret key of the payment provider is given to browsers',
  severity: 'critical',
  confidence: 'structural',
  needs: ['browser', 'packages'],
  why: 'With the secret key anybody refunds, pays out and reads the data of every customer. It stands in the source of the page.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Roll the key in the provider’s dashboard now. Create payments on the server, and give the browser the publishable key and the client secret of one payment.',
      code: 'const stripe = new Stripe(process.env.STRIPE_SECRET_KEY) // on the server\nloadStripe(process.env.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY) // in the browser',
    },
  ],
  references: [
    { title: 'Stripe: API keys', url: 'https://docs.stripe.com/keys' },
    { title: 'Stripe: best practices for secret keys', url: 'https://docs.stripe.com/keys-best-practices' },
    { title: 'OWASP ASVS 5.0, V13.3.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'Publishable keys, and the client secret of a single payment.',
    'Keys in code of the server, in tests and in documentation.',
  ],
  examples: [
    {
      name: 'the publishable key and a client secret',
      outcome: 'pass',
      files: project('next@15 react@19 stripe@17 @stripe/stripe-js@5', {
        'app/page.jsx': PAGE(
          "const clientSecret = 'of one payment'; console.log(process.env.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY, clientSecret)",
        ),
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'the secret key on the server',
      outcome: 'pass',
      files: project('next@15 react@19 stripe@17', {
        'app/api/pay/route.js':
          "import Stripe from 'stripe'\nconst stripe = new Stripe(process.env.STRIPE_SECRET_KEY)\nexport async function POST() { return Response.json(await stripe.paymentIntents.create({ amount: 1, currency: 'eur' })) }\n",
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'a key in a test',
      outcome: 'pass',
      files: {
        ...project('next@15 react@19 stripe@17', { 'app/layout.jsx': LAYOUT }),
        'test/page.test.jsx': `'use client'\nconst key = '${TEST}'\n`,
      },
    },
    {
      name: 'a live key in a client component',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      files: project('next@15 react@19 stripe@17', {
        'app/page.jsx': PAGE(`const stripe = new Stripe('${LIVE}')`),
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'a test key in a client component',
      outcome: 'fail',
      severity: 'warning',
      files: project('next@15 react@19 stripe@17', {
        'app/page.jsx': PAGE(`const stripe = new Stripe('${TEST}')`),
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'through a public variable',
      outcome: 'fail',
      severity: 'critical',
      files: project('react@19 react-scripts@5 stripe@17', {
        'src/pay.js':
          "import { useState } from 'react'\nimport Stripe from 'stripe'\nexport function usePay() { const [stripe] = useState(new Stripe(process.env.REACT_APP_STRIPE_SECRET_KEY)); return stripe }\n",
      }),
    },
    {
      name: 'no payments',
      outcome: 'not-applicable',
      files: project('next@15 react@19', { 'app/layout.jsx': LAYOUT }),
    },
    {
      name: 'documented and not seen to be read',
      outcome: 'unknown',
      files: {
        ...project('next@15 react@19 stripe@17', { 'app/layout.jsx': LAYOUT }),
        '.env.example': 'NEXT_PUBLIC_STRIPE_SECRET_KEY=\n',
      },
    },
  ],
  evaluate({ browser, packages }) {
    const exposed = browser.exposed.filter(({ isPayment }) => isPayment)
    const findings = exposureFindings(exposed)
    if (findings.length > 0) return fail(findings)
    if (exposed.length > 0)
      return unknown(
        `${exposed[0]!.name} is documented, and whether code of the browser reads it was not seen`,
        exposed.map(({ evidence }) => evidence),
      )
    if (!packages.dependency(PROVIDERS)) return notApplicable('it takes no payments')
    if (!browser.bundler) return notApplicable('nothing is built for browsers')
    return pass({ ...browser.bundler, note: 'no secret key of a payment provider is in code for browsers' })
  },
})
