import { exchangeEvidence } from '../../derive/live/describe-exchange.ts'
import { NO_ANSWER, posted, service } from '../live-example-http.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'
import { pathOf } from '../../facts/live/catch-all.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import type { LiveFacts } from '../../facts/live/live-facts.ts'

const TRIAL = 'body:malformed-json'
const sent = (...answers: Exchange[]): LiveFacts =>
  running({ http: service([], { trials: { [TRIAL]: answers } }) }, { active: true })

export default defineRule({
  id: 'error-handling/malformed-json-500',
  catalogue: 'ER08',
  title: 'A body that is no JSON ends in a server error',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'The mistake of a client is counted as a failure of the service: it wakes people, spoils the error rate, and anybody can cause it as often as they like.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Answer with the status that the parser gives the error.',
      code: "app.use((error, req, res, next) => {\n  res.status(error.status ?? 500).json({ error: error.expose ? error.message : 'Internal error' })\n})",
    },
    { for: 'any', effort: 'S', text: 'Parse bodies in a place whose errors become 400.' },
  ],
  references: [
    { title: 'RFC 9110: 400 Bad Request', url: 'https://www.rfc-editor.org/rfc/rfc9110#name-400-bad-request' },
    { title: 'OWASP ASVS 5.0, V16.5.3', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'A route that asks for credentials before it reads the body.',
    'A service that reads no JSON: 404, 405 and 415 are no server errors.',
  ],
  examples: [
    { name: 'refused as it should be', outcome: 'pass', live: sent(posted('/orders', { status: 400 })) },
    {
      name: 'a server error',
      outcome: 'fail',
      says: 'POST /orders',
      live: sent(posted('/orders', { status: 500, body: '{"error":"Internal error"}' })),
    },
    {
      name: 'credentials are asked for first',
      outcome: 'not-applicable',
      live: sent(posted('/orders', { status: 401 })),
    },
    { name: 'not allowed to send it', outcome: 'not-applicable', live: running({ http: service([]) }) },
    {
      name: 'an address that reads no bodies',
      outcome: 'unknown',
      live: sent(posted('/no-such-page', { status: 404 })),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const answers = http!.trials[TRIAL]
      if (!answers) return notApplicable('bodies that are no JSON are only sent with --active')
      const open = answers.filter(({ status }) => status !== 401 && status !== 403)
      if (answers.length > 0 && open.length === 0) return notApplicable('credentials are asked for first')
      const failed = open.filter(({ status }) => status >= 500 && status !== 503)
      const refused = open.filter(({ status }) => status === 400 || status === 415 || status === 422)
      if (failed.length > 0)
        return fail(
          failed.map((exchange) => ({
            message: `${exchange.method} ${pathOf(exchange.url)} answers ${exchange.status} to a body that is no JSON`,
            evidence: [exchangeEvidence(exchange, 'the body was {')],
            key: `${exchange.method} ${pathOf(exchange.url)}`,
          })),
          refused.length,
        )
      return refused.length > 0
        ? pass(
            refused.map((exchange) => exchangeEvidence(exchange, 'the body was {')),
            refused.length,
          )
        : unknown(
            'no address was found that reads JSON',
            open.map((exchange) => exchangeEvidence(exchange)),
          )
    },
  },
})
