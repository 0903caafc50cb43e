import { probed } from '../../derive/evidence.ts'
import { attemptEvidence } from '../../derive/live/describe-exchange.ts'
import { saysNothing } from '../../facts/live/catch-all.ts'
import type { AskedPath } from '../../facts/live/http-facts.ts'
import { NO_ANSWER, recognised, service } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'
import { seenFromHere } from '../seen-from-here.ts'

export default defineRule({
  id: 'security/admin-unauth',
  catalogue: 'SE18',
  title: 'An address for administrators answers everybody',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Whoever guesses the address reads what only administrators should, and most often may change it too.',
  remedies: [
    { for: 'any', effort: 'M', text: 'Ask for credentials and for the role before any handler of that part runs.' },
    {
      for: 'express',
      effort: 'S',
      text: 'One guard for all of it.',
      code: "app.use('/admin', requireRole('admin'), admin)",
    },
  ],
  references: [
    {
      title: 'OWASP API5:2023 Broken function level authorization',
      url: 'https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/',
    },
  ],
  falsePositives: [
    'A login page.',
    'The page of a browser application, which shows nothing before somebody signs in: unknown.',
    'An answer that comes for every address.',
    'What the own network sees: whether strangers do is unknown.',
  ],
  examples: [
    {
      name: 'refused',
      outcome: 'pass',
      live: running({ http: service([asked('/admin', { status: 401 }, { role: 'admin' })]) }),
    },
    {
      name: 'a login page',
      outcome: 'pass',
      live: running({ http: service([recognised('/admin', 'admin', 'login page')]) }),
    },
    {
      name: 'records that a route of the code gives to everybody',
      outcome: 'fail',
      severity: 'critical',
      says: '/admin/users',
      live: running({ http: service([recognised('/admin/users', 'admin', 'records', { declared: true })]) }),
    },
    {
      name: 'records at an address that is only usual',
      outcome: 'fail',
      severity: 'warning',
      live: running({ http: service([recognised('/api/admin', 'admin', 'records')]) }),
    },
    {
      name: 'a page that may ask for a password later',
      outcome: 'unknown',
      says: 'page',
      live: running({ http: service([recognised('/admin', 'admin', 'page')]) }),
    },
    {
      name: 'records that this machine sees',
      outcome: 'unknown',
      says: 'local address',
      live: running({
        http: service([recognised('/admin/users', 'admin', 'records', { declared: true })], { local: true }),
      }),
    },
    {
      name: 'no such address',
      outcome: 'not-applicable',
      live: running({ http: service([asked('/admin', { status: 404 }, { role: 'admin' })]) }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const there = http!.paths.filter(
        (asked) => asked.role === 'admin' && isThere(asked) && !saysNothing(asked, http!),
      )
      if (there.length === 0) return notApplicable('no address for administrators was found')
      const open = there.filter(({ sign }) => sign === 'records')
      const findings = open.map((path) => ({
        message: `${path.path} gives records to everybody`,
        evidence: [recordsEvidence(path)],
        severity: path.declared ? ('critical' as const) : ('warning' as const),
        key: `GET ${path.path}`,
      }))
      const [first] = findings
      if (first)
        return http!.local ? seenFromHere(first.message, first.evidence) : fail(findings, there.length - open.length)
      const page = there.find(
        ({ sign, attempt }) => sign === 'page' || (attempt.ok && attempt.exchange.status < 300 && !sign),
      )
      if (page)
        return unknown(`${page.path} answers everybody with a page; what it lets them do is not seen`, [
          recordsEvidence(page),
        ])
      return pass(
        there.map(({ path, attempt }) => attemptEvidence(path, attempt)),
        there.length,
      )
    },
  },
})

function isThere({ attempt }: AskedPath): boolean {
  return attempt.ok && ![404, 405, 410, 429].includes(attempt.exchange.status)
}

/** The records are not shown. */
function recordsEvidence({ path, attempt, origin }: AskedPath): ReturnType<typeof probed> {
  const { status, headers, bodyBytes } = attempt.ok
    ? attempt.exchange
    : { status: 0, headers: {} as Record<string, string>, bodyBytes: 0 }
  return probed(
    `GET ${path}`,
    `${status} ${headers['content-type'] ?? ''}, ${bodyBytes} B`,
    `asked because of: ${origin}`,
  )
}
