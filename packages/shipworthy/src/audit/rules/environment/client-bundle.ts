import { exposureFindings } from '../exposure-findings.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const PAGE = (body: string): string => `'use client'\nexport default function Page() {\n  ${body}\n  return null\n}\n`
const LAYOUT = 'export default function Layout({ children }) { return children }\n'

export default defineRule({
  id: 'environment/client-bundle',
  catalogue: 'EN12',
  title: 'A secret of the server is given to browsers',
  severity: 'warning',
  confidence: 'structural',
  needs: ['browser'],
  why: 'A bundler replaces variables of that name by their value. Everybody who opens the page has the secret in the source of the page, and old builds stay in caches.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Revoke the secret, rename the variable without the public prefix, and use it only in code of the server.',
      code: 'const secret = process.env.API_SECRET',
    },
    {
      for: 'next',
      effort: 'S',
      text: 'Add `import "server-only"` to modules that use secrets: the build then refuses to bundle them.',
      code: "import 'server-only'",
    },
  ],
  references: [
    {
      title: 'Next.js: environment variables for the browser',
      url: 'https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser',
    },
    { title: 'Vite: env variables and modes', url: 'https://vite.dev/guide/env-and-mode' },
    { title: 'OWASP ASVS 5.0, V14.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'Publishable keys, anonymous keys, site keys and DSNs, which browsers need.',
    'Switches whose name mentions a secret or a password.',
    'Secrets of payment providers, which payments/secret-in-client reports.',
  ],
  examples: [
    {
      name: 'publishable and anonymous keys',
      outcome: 'pass',
      files: project('next@15 react@19', {
        'app/page.jsx': PAGE(
          'console.log(process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY, process.env.NEXT_PUBLIC_RECAPTCHA_SITE_KEY, process.env.NEXT_PUBLIC_SENTRY_DSN)',
        ),
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'a switch that mentions a secret',
      outcome: 'pass',
      files: project('next@15 react@19', {
        'app/page.jsx': PAGE('console.log(process.env.NEXT_PUBLIC_HIDE_CLIENT_SECRET)'),
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'a secret of the payment provider is another rule’s',
      outcome: 'pass',
      files: project('next@15 react@19', {
        'app/page.jsx': PAGE('console.log(process.env.NEXT_PUBLIC_STRIPE_SECRET_KEY)'),
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'read in a client component',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      files: project('next@15 react@19', {
        'app/page.jsx': PAGE('console.log(process.env.NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY)'),
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'read by Vite',
      outcome: 'fail',
      severity: 'critical',
      files: project('vite@6 react@19', {
        'src/api.ts': 'export const secret = import.meta.env.VITE_API_SECRET\n',
      }),
    },
    {
      name: 'env of next.config',
      outcome: 'fail',
      severity: 'critical',
      files: project('next@15 react@19', {
        'next.config.js': 'module.exports = { env: { API_SECRET: process.env.API_SECRET } }\n',
        'app/page.jsx': PAGE('fetch("/api", { headers: { secret: process.env.API_SECRET } })'),
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'a public name that only the server reads so far',
      outcome: 'fail',
      severity: 'warning',
      files: project('next@15 react@19', {
        'app/api/users/route.js':
          'export async function GET() { return Response.json({ ok: process.env.NEXT_PUBLIC_JWT_SECRET !== undefined }) }\n',
        'app/layout.jsx': LAYOUT,
      }),
    },
    {
      name: 'nothing is built for browsers',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'documented and not seen to be read',
      outcome: 'unknown',
      files: {
        ...project('next@15 react@19', { 'app/layout.jsx': LAYOUT }),
        '.env.example': 'NEXT_PUBLIC_API_SECRET=\n',
      },
    },
  ],
  evaluate({ browser }) {
    const exposed = browser.exposed.filter(({ isPayment }) => !isPayment)
    const findings = exposureFindings(exposed)
    if (findings.length > 0) return fail(findings)
    if (exposed.length > 0)
      return unknown(
        `${exposed[0]!.name} is documented, and whether code of the browser reads it was not seen`,
        exposed.map(({ evidence }) => evidence),
      )
    if (!browser.bundler) return notApplicable('nothing is built for browsers')
    return pass({ ...browser.bundler, note: 'no variable with a public prefix has the name of a secret' })
  },
})
