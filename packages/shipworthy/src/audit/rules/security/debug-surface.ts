import { probed } from '../../derive/evidence.ts'
import { exchangeEvidence } from '../../derive/live/describe-exchange.ts'
import type { HttpFacts } from '../../facts/live/http-facts.ts'
import type { Severity } from '../../model/outcome.ts'
import { NO_ANSWER, posted, recognised, service } from '../live-example-http.ts'
import { asked, noAnswer, running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown, type FindingDraft } from '../rule.ts'
import { seenFromHere } from '../seen-from-here.ts'

/** Many publish these on purpose. */
const DOCUMENTATION = /^API (documentation|description)$/

export default defineRule({
  id: 'security/debug-surface',
  catalogue: 'SE17',
  title: 'Tools for developers are open to everybody',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'A queue board shows and deletes jobs, introspection draws the map of an API, a profiler stops the process for seconds, and a page with the environment shows credentials.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Mount them behind the authentication of administrators, or on a port that is not published.',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Switch introspection off in production.',
      code: 'new ApolloServer({ introspection: false })',
    },
  ],
  references: [{ title: 'OWASP ASVS 5.0, V13.4.5 and V4.3.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' }],
  falsePositives: [
    'Documentation of an API that is public on purpose: a note and no warning, which a suppression with its reason ends.',
    'What this machine or the own network sees: whether strangers do is unknown.',
    'A page of the same name: what is in the answer decides.',
  ],
  examples: [
    {
      name: 'none is there',
      outcome: 'pass',
      live: running({ http: service([asked('/admin/queues', { status: 404 }, { role: 'debug' })]) }),
    },
    {
      name: 'behind a password',
      outcome: 'pass',
      live: running({ http: service([asked('/admin/queues', { status: 401 }, { role: 'debug' })]) }),
    },
    {
      name: 'a queue board',
      outcome: 'fail',
      severity: 'warning',
      says: '/admin/queues is open: queue board',
      live: running({ http: service([recognised('/admin/queues', 'debug', 'queue board')]) }),
    },
    {
      name: 'documentation of the API',
      outcome: 'fail',
      severity: 'info',
      live: running({ http: service([recognised('/docs', 'debug', 'API documentation')]) }),
    },
    {
      name: 'introspection by POST',
      outcome: 'fail',
      severity: 'warning',
      says: 'introspection',
      live: running({
        http: service([], {
          trials: { 'graphql:introspection': [posted('/graphql', { body: '{"data":{"__schema":{}}}' })] },
        }),
      }),
    },
    {
      name: 'seen by this machine',
      outcome: 'unknown',
      says: 'local address',
      live: running({ http: service([recognised('/docs', 'debug', 'API documentation')], { local: true }) }),
    },
    {
      name: 'a service that lets nobody ask so much',
      outcome: 'unknown',
      live: running({
        http: service([
          { path: '/docs', role: 'debug', origin: 'well-known', declared: false, attempt: noAnswer('not asked') },
        ]),
      }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const tools = http!.paths.filter(({ role }) => role === 'debug')
      const findings = [...openTools(http!), ...openIntrospection(http!)]
      const [first] = findings
      if (first) return http!.local ? seenFromHere(first.message, first.evidence) : fail(findings)
      const unasked = tools.find(({ attempt }) => !attempt.ok)
      if (unasked && !unasked.attempt.ok) return unknown(`${unasked.path} was not answered: ${unasked.attempt.reason}`)
      const names = tools.map(({ path }) => path).join(', ')
      return pass(probed(`GET ${tools.length} such paths`, 'none is open', names), Math.max(1, tools.length))
    },
  },
})

function openTools({ paths }: HttpFacts): FindingDraft[] {
  return paths.flatMap(({ role, path, sign, attempt }) =>
    role === 'debug' && sign !== undefined && attempt.ok
      ? [
          {
            message: `${path.split('?')[0]} is open: ${sign}`,
            evidence: [probed(`GET ${path}`, `${attempt.exchange.status}, ${attempt.exchange.bodyBytes} B`, sign)],
            severity: (DOCUMENTATION.test(sign) ? 'info' : 'warning') satisfies Severity,
            key: `GET ${path}`,
          },
        ]
      : [],
  )
}

function openIntrospection({ trials }: HttpFacts): FindingDraft[] {
  return (trials['graphql:introspection'] ?? [])
    .filter(({ body }) => /"__schema"\s*:\s*\{/.test(body))
    .map((exchange) => ({
      message: 'the GraphQL endpoint answers introspection',
      evidence: [exchangeEvidence(exchange)],
      key: 'introspection',
    }))
}
