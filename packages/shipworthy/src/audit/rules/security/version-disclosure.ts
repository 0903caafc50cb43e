import { headerEvidence } from '../../derive/live/describe-exchange.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import { NO_ANSWER, service } from '../live-example-http.ts'
import { asked, httpFacts, running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown, type FindingDraft } from '../rule.ts'

/** Some put nothing in the header but the word that they hide it. */
const SOFTWARE = /\d|express|next|nuxt|nest|koa|fastify|hono|strapi|directus|php|asp/i

const root = (headers: Record<string, string>) => asked('/', { headers }, { role: 'root' })

export default defineRule({
  id: 'security/version-disclosure',
  catalogue: 'SE24',
  title: 'Answers name the software behind them',
  severity: 'info',
  confidence: 'proven',
  needs: [],
  why: 'When a fault of a version becomes known, whoever looks for it finds this service in a list of all that told their version.',
  remedies: [
    { for: 'express', effort: 'S', text: 'Switch the header off.', code: "app.disable('x-powered-by')" },
    { for: 'next', effort: 'S', text: 'Switch the header off.', code: 'export default { poweredByHeader: false }' },
    { for: 'any', effort: 'S', text: 'Let nginx keep its version to itself.', code: 'server_tokens off;' },
  ],
  references: [{ title: 'OWASP ASVS 5.0, V13.4.6', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' }],
  falsePositives: ['The name of a server without its version.'],
  examples: [
    { name: 'no names', outcome: 'pass', live: running({ http: service([root({ server: 'nginx' })]) }) },
    {
      name: 'the framework',
      outcome: 'fail',
      severity: 'info',
      says: 'X-Powered-By: Express',
      live: running({ http: service([root({ 'x-powered-by': 'Express' })]) }),
    },
    {
      name: 'the version of the proxy',
      outcome: 'fail',
      says: 'nginx/1.24.0',
      live: running({ http: service([root({ server: 'nginx/1.24.0' })]) }),
    },
    { name: 'nothing was answered', outcome: 'unknown', live: running({ http: httpFacts([]) }) },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const answers = http!.paths.flatMap(({ attempt }) => (attempt.ok ? [attempt.exchange] : []))
      if (answers.length === 0) return unknown('nothing was answered')
      const findings = [...named(answers, 'x-powered-by', SOFTWARE), ...named(answers, 'server', /\d+\.\d+/)]
      return findings.length > 0
        ? fail(findings)
        : pass(headerEvidence(answers[0]!, ['server', 'x-powered-by']), answers.length)
    },
  },
})

/** One finding, however many answers carry the header. */
function named(answers: readonly Exchange[], header: string, pattern: RegExp): FindingDraft[] {
  const telling = answers.find(({ headers }) => pattern.test(headers[header] ?? ''))
  if (!telling) return []
  const shown = header.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
  return [
    {
      message: `answers carry ${shown}: ${telling.headers[header]}`,
      evidence: [headerEvidence(telling, [header])],
      key: header,
    },
  ]
}
