import { headerEvidence } from '../../derive/live/describe-exchange.ts'
import { healthAnswers } from '../../derive/live/health-answers.ts'
import { NO_ANSWER, service } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

/** Whoever keeps an answer asks first, or does not keep it. */
const UNCACHED = /\b(no-store|no-cache|max-age=0)\b/i

export default defineRule({
  id: 'health/cacheable',
  catalogue: 'HE11',
  title: 'Health answers may be cached',
  severity: 'info',
  confidence: 'proven',
  needs: [],
  why: 'A cache between the monitor and the service goes on answering 200 after the service is gone.',
  remedies: [
    { for: 'any', effort: 'S', text: 'Say that nobody may keep it.', code: "res.set('Cache-Control', 'no-store')" },
  ],
  references: [
    {
      title: 'Health check response format for HTTP APIs',
      url: 'https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check',
    },
    { title: 'RFC 9111: HTTP caching', url: 'https://www.rfc-editor.org/rfc/rfc9111' },
  ],
  falsePositives: ['Errors: caches do not keep them unless they are told to.'],
  examples: [
    {
      name: 'kept by nobody',
      outcome: 'pass',
      live: running({ http: service([asked('/health', { headers: { 'cache-control': 'no-store' } })]) }),
    },
    {
      name: 'nothing is said about it',
      outcome: 'fail',
      severity: 'info',
      says: 'no Cache-Control',
      live: running({ http: service([asked('/health')]) }),
    },
    {
      name: 'kept for a minute',
      outcome: 'fail',
      says: 'max-age=60',
      live: running({ http: service([asked('/health', { headers: { 'cache-control': 'public, max-age=60' } })]) }),
    },
    {
      name: 'no endpoint that answers well',
      outcome: 'not-applicable',
      live: running({ http: service([asked('/health', { status: 503 })]) }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const good = healthAnswers(http!).flatMap(({ path, attempt }) =>
        attempt.ok && attempt.exchange.status < 300 ? [{ path, exchange: attempt.exchange }] : [],
      )
      if (good.length === 0) return notApplicable('no health endpoint answers well')
      const cached = good.filter(({ exchange }) => !UNCACHED.test(exchange.headers['cache-control'] ?? ''))
      if (cached.length === 0)
        return pass(
          good.map(({ exchange }) => headerEvidence(exchange, ['cache-control'])),
          good.length,
        )
      return fail(
        cached.map(({ path, exchange }) => ({
          message: `${path} answers with ${exchange.headers['cache-control'] ?? 'no Cache-Control'}`,
          evidence: [headerEvidence(exchange, ['cache-control'])],
          key: `GET ${path}`,
        })),
        good.length - cached.length,
      )
    },
  },
})
