import { probed } from '../../derive/evidence.ts'
import { exchangeEvidence } from '../../derive/live/describe-exchange.ts'
import { healthAnswers } from '../../derive/live/health-answers.ts'
import { findInnerDetail } from '../../derive/live/inner-detail.ts'
import { NO_ANSWER, service } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'
import { seenFromHere } from '../seen-from-here.ts'

const LEAKING = '{"status":"fail","redis":"connect ECONNREFUSED 10.0.3.7:6379"}'

export default defineRule({
  id: 'health/leaks-detail',
  catalogue: 'HE09',
  title: 'A public health endpoint tells about the inside',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Addresses of databases, versions of the runtime and error messages tell an attacker what to aim at. Probes need the status and nothing else.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Let the public endpoint say the status only, and put the details behind a token or on a port that is not published.',
    },
  ],
  references: [{ title: 'OWASP ASVS 5.0, V13.4.5 and V13.4.6', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' }],
  falsePositives: [
    'A detailed endpoint behind credentials.',
    'Details that are shown to this machine only: over a local address the verdict is unknown.',
    'The version of the service itself.',
  ],
  examples: [
    {
      name: 'the status, the version of the service and how long it runs',
      outcome: 'pass',
      live: running({ http: service([asked('/health', { body: '{"status":"ok","version":"1.4.2","uptime":812}' })]) }),
    },
    {
      name: 'the address of Redis',
      outcome: 'fail',
      says: 'what it cannot reach',
      live: running({ http: service([asked('/health', { status: 503, body: LEAKING })]) }),
    },
    {
      name: 'the version of Node.js',
      outcome: 'fail',
      says: 'the version of Node.js',
      live: running({ http: service([asked('/health', { body: '{"status":"ok","node":"v24.3.0"}' })]) }),
    },
    {
      name: 'behind credentials',
      outcome: 'not-applicable',
      live: running({
        http: service([asked('/health', { status: 401, body: '{"error":"who are you?"}' })]),
      }),
    },
    {
      name: 'shown to this machine',
      outcome: 'unknown',
      says: 'local address',
      live: running({ http: service([asked('/health', { status: 503, body: LEAKING })], { local: true }) }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const open = healthAnswers(http!).flatMap(({ path, attempt }) =>
        attempt.ok && (attempt.exchange.status < 300 || attempt.exchange.status >= 500)
          ? [{ path, exchange: attempt.exchange, detail: findInnerDetail(attempt.exchange.body) }]
          : [],
      )
      if (open.length === 0) return notApplicable('no health endpoint answers without credentials')
      const findings = open.flatMap(({ path, exchange, detail }) =>
        detail
          ? [
              {
                message: `${path} shows ${detail.what}`,
                evidence: [probed(`GET ${path}`, `${exchange.status} … ${detail.shown}`)],
                key: `GET ${path}`,
              },
            ]
          : [],
      )
      const [first] = findings
      if (!first)
        return pass(
          open.map(({ exchange }) => exchangeEvidence(exchange)),
          open.length,
        )
      return http!.local ? seenFromHere(first.message, first.evidence) : fail(findings, open.length - findings.length)
    },
  },
})
