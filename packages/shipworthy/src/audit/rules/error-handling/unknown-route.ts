import { exchangeEvidence } from '../../derive/live/describe-exchange.ts'
import { isPage, unknownAnswers } from '../../facts/live/catch-all.ts'
import type { HttpFacts } from '../../facts/live/http-facts.ts'
import { NO_ANSWER, onePage, page, unknownRoute } from '../live-example-http.ts'
import { asked, httpFacts, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const USERS = asked('/users', {}, { role: 'route', declared: true })

export default defineRule({
  id: 'error-handling/unknown-route',
  catalogue: 'ER14',
  title: 'An API answers unknown addresses with success or with a page',
  severity: 'info',
  confidence: 'proven',
  needs: [],
  why: 'A client that mistypes an address takes the answer for data, or fails over HTML where it expects JSON; monitors and caches believe that all is well.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'End the routes with an answer of your own.',
      code: "app.use((req, res) => res.status(404).json({ error: 'not found' }))",
    },
  ],
  references: [
    { title: 'RFC 9457: Problem details for HTTP APIs', url: 'https://www.rfc-editor.org/rfc/rfc9457' },
    { title: 'OWASP ASVS 5.0, V4.1.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: ['A site that serves pages, where a browser application has routes of its own.'],
  examples: [
    {
      name: 'refused in JSON',
      outcome: 'pass',
      live: running({ http: httpFacts([USERS, unknownRoute({ status: 404, body: '{"error":"not found"}' })]) }),
    },
    {
      name: 'refused with a page',
      outcome: 'fail',
      severity: 'info',
      says: 'HTML',
      live: running({ http: httpFacts([USERS, unknownRoute(page({ status: 404, body: '<pre>Cannot GET' }))]) }),
    },
    {
      name: 'answered with success',
      outcome: 'fail',
      says: '200',
      live: running({ http: httpFacts([USERS, unknownRoute({ body: '{"hello":"world"}' })]) }),
    },
    {
      name: 'a browser application',
      outcome: 'not-applicable',
      live: running({ http: onePage([asked('/', page(), { role: 'root' }), USERS]) }),
    },
    {
      name: 'nothing that tells whether it is an API',
      outcome: 'unknown',
      live: running({ http: httpFacts([unknownRoute(page({ status: 404 }))]) }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      if (servesPages(http!)) return notApplicable('it serves pages')
      const unknowns = unknownAnswers(http!.paths).filter(({ status }) => ![401, 403, 429].includes(status))
      if (unknowns.length === 0 || !answersJson(http!)) return unknown('nothing it answers shows that it is an API')
      const wrong = unknowns.find((exchange) => exchange.status < 300 || isPage(exchange))
      if (!wrong)
        return pass(
          unknowns.map((exchange) => exchangeEvidence(exchange)),
          unknowns.length,
        )
      return fail([
        {
          message: `an address that nobody knows is answered with ${wrong.status < 300 ? wrong.status : 'HTML'}`,
          evidence: [exchangeEvidence(wrong)],
          key: 'unknown address',
        },
      ])
    },
  },
})

function servesPages({ paths }: HttpFacts): boolean {
  return paths.some(
    ({ role, attempt }) =>
      (role === 'root' || role === 'route') &&
      attempt.ok &&
      attempt.exchange.status === 200 &&
      isPage(attempt.exchange),
  )
}

function answersJson({ paths }: HttpFacts): boolean {
  return paths.some(
    ({ role, attempt }) =>
      role !== 'unknown-route' && attempt.ok && /json/.test(attempt.exchange.headers['content-type'] ?? ''),
  )
}
