import { headerEvidence } from '../../derive/live/describe-exchange.ts'
import { pathOf } from '../../facts/live/catch-all.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import { NO_ANSWER, service } from '../live-example-http.ts'
import { exchange, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const TRIAL = 'compression'
const long = (headers: Record<string, string>): Exchange =>
  exchange({
    url: 'https://api.example.com/catalogue',
    headers: { 'content-type': 'application/json', ...headers },
    body: '',
    bodyBytes: 48_000,
  })

export default defineRule({
  id: 'performance/no-compression',
  catalogue: 'PF11',
  title: 'Long texts are sent as they are',
  severity: 'info',
  confidence: 'proven',
  needs: [],
  why: 'JSON and HTML shrink to a fifth. On a slow network that is the difference between at once and after a while, and traffic is paid for.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Let the proxy do it.',
      code: 'gzip on;\ngzip_proxied any;\ngzip_types application/json;',
    },
    { for: 'express', effort: 'S', text: 'Where there is no proxy, use compression.', code: 'app.use(compression())' },
    { for: 'fastify', effort: 'S', text: 'Where there is no proxy, use @fastify/compress.' },
  ],
  references: [
    { title: 'RFC 9110: content codings', url: 'https://www.rfc-editor.org/rfc/rfc9110#name-content-codings' },
  ],
  falsePositives: [
    'Answers of less than 1 KiB.',
    'A service asked over a local address: what stands in front of it may compress.',
    'Answers marked no-transform, which nobody may change on the way.',
  ],
  examples: [
    {
      name: 'compressed',
      outcome: 'pass',
      live: running({ http: service([], { trials: { [TRIAL]: [long({ 'content-encoding': 'gzip' })] } }) }),
    },
    {
      name: 'not compressed',
      outcome: 'fail',
      severity: 'info',
      says: '/catalogue',
      live: running({ http: service([], { trials: { [TRIAL]: [long({})] } }) }),
    },
    {
      name: 'not compressed, behind what may do it',
      outcome: 'unknown',
      live: running({ http: service([], { local: true, trials: { [TRIAL]: [long({})] } }) }),
    },
    { name: 'short answers', outcome: 'not-applicable', live: running({ http: service([]) }) },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const answers = (http!.trials[TRIAL] ?? []).filter(
        ({ status, headers }) => status === 200 && !/no-transform/.test(headers['cache-control'] ?? ''),
      )
      if (answers.length === 0) return notApplicable('no text of more than 1 KiB was seen')
      const evidenceOf = (answer: Exchange) => headerEvidence(answer, ['content-encoding'], `${answer.bodyBytes} B`)
      const plain = answers.filter(({ headers }) => !/gzip|br|zstd|deflate/.test(headers['content-encoding'] ?? ''))
      const [first] = plain
      if (!first) return pass(answers.map(evidenceOf), answers.length)
      if (http!.local)
        return unknown(
          `${pathOf(first.url)} is sent as it is, but over a local address: what stands in front of it may compress`,
          [evidenceOf(first)],
        )
      return fail(
        plain.map((answer) => ({
          message: `${pathOf(answer.url)} is sent as it is, ${answer.bodyBytes} B${answer.cut ? ' and more' : ''}`,
          evidence: [evidenceOf(answer)],
          key: `GET ${pathOf(answer.url)}`,
        })),
        answers.length - plain.length,
      )
    },
  },
})
