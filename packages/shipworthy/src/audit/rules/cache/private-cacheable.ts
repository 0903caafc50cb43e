import { headerEvidence } from '../../derive/live/describe-exchange.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import type { LiveFacts } from '../../facts/live/live-facts.ts'
import { NO_ANSWER, service } from '../live-example-http.ts'
import { asked, exchange, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

const orders = (headers: Record<string, string>, sentHeaders: Record<string, string>): LiveFacts => {
  const answer = exchange({ url: 'https://api.example.com/orders', headers, sentHeaders, body: '' })
  const path = asked('/orders', { status: 401 }, { role: 'route', declared: true })
  return running({ http: service([{ ...path, authorised: { ok: true, exchange: answer } }]) })
}
const TOKEN = { authorization: '***' }
const COOKIE = { cookie: '***' }

export default defineRule({
  id: 'cache/private-cacheable',
  catalogue: 'CA11',
  title: 'Answers for one user may be kept for all',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'A CDN or a proxy that keeps the answer of one user gives it to the next. It happens to well-known shops on their busiest day, and it is a leak of personal data.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Say that the answer is for one user, for everything that is behind a login.',
      code: "res.set('Cache-Control', 'private, no-store')",
    },
  ],
  references: [
    {
      title: 'RFC 9111: storing responses to authenticated requests',
      url: 'https://www.rfc-editor.org/rfc/rfc9111#name-storing-responses-to-authen',
    },
    { title: 'OWASP ASVS 5.0, V14.3.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'Answers that vary by the header that says who asks.',
    'Answers to an Authorization header that say nothing: shared caches must not keep those.',
  ],
  examples: [
    { name: 'private', outcome: 'pass', live: orders({ 'cache-control': 'private, max-age=60' }, COOKIE) },
    { name: 'nothing said, with an Authorization header', outcome: 'pass', live: orders({}, TOKEN) },
    { name: 'varies by the cookie', outcome: 'pass', live: orders({ vary: 'Accept, Cookie' }, COOKIE) },
    {
      name: 'for everybody',
      outcome: 'fail',
      says: 'public',
      live: orders({ 'cache-control': 'public, max-age=300' }, TOKEN),
    },
    { name: 'for a while, with a cookie', outcome: 'fail', live: orders({ 'cache-control': 'max-age=300' }, COOKIE) },
    {
      name: 'no answer that needs credentials',
      outcome: 'not-applicable',
      live: running({ http: service([asked('/', {}, { role: 'root' })]) }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const own = http!.paths.flatMap(({ path, authorised }) =>
        authorised?.ok && authorised.exchange.status === 200 ? [{ path, exchange: authorised.exchange }] : [],
      )
      if (own.length === 0) return notApplicable('nothing was answered that needs credentials; --header gives them')
      const shared = own.filter(({ exchange: answer }) => mayBeShared(answer))
      if (shared.length === 0)
        return pass(
          own.map(({ exchange: answer }) => headerEvidence(answer, ['cache-control', 'vary'])),
          own.length,
        )
      return fail(
        shared.map(({ path, exchange: answer }) => ({
          message: `${path} needs credentials and answers with ${answer.headers['cache-control']}`,
          evidence: [headerEvidence(answer, ['cache-control', 'vary'])],
          key: `GET ${path}`,
        })),
        own.length - shared.length,
      )
    },
  },
})

/** RFC 9111, sections 3 and 3.5: a lifetime is enough, except where the request carried `Authorization`. */
function mayBeShared({ headers, sentHeaders }: Exchange): boolean {
  const control = (headers['cache-control'] ?? '').toLowerCase()
  const varies = (headers['vary'] ?? '').toLowerCase()
  if (/\b(private|no-store|no-cache)\b/.test(control) || varies.includes('*')) return false
  if (Object.entries(sentHeaders).some(([name, value]) => value === '***' && varies.includes(name))) return false
  if (/\bpublic\b|s-maxage=[1-9]/.test(control)) return true
  return !('authorization' in sentHeaders) && /max-age=[1-9]/.test(control)
}
