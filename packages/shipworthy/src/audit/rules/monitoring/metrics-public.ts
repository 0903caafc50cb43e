import { probed } from '../../derive/evidence.ts'
import { attemptEvidence } from '../../derive/live/describe-exchange.ts'
import { publicMetrics } from '../../derive/live/offered-metrics.ts'
import { NO_ANSWER, service } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'
import { seenFromHere } from '../seen-from-here.ts'

const TEXT = '# TYPE http_requests_total counter\nhttp_requests_total{route="/login"} 4\n'
const metrics = (more = {}) => asked('/metrics', { body: TEXT, ...more }, { role: 'metrics' })

export default defineRule({
  id: 'monitoring/metrics-public',
  catalogue: 'MO02',
  title: 'Metrics are open to everybody',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Metrics name every route, every queue and every dependency, and say how busy they are: a map of the system, and a way to see whether an attack works. Gathering them often costs more than a page.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Serve them on a port of their own that is not published, or ask for a token that Prometheus sends.',
      code: 'authorization: { credentials_file: /etc/prometheus/token }',
    },
  ],
  references: [
    { title: 'Prometheus: security model', url: 'https://prometheus.io/docs/operating/security/' },
    { title: 'OWASP ASVS 5.0, V13.4.5', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: ['A local or private address, which only the own network reaches: unknown.'],
  examples: [
    {
      name: 'credentials are asked for',
      outcome: 'pass',
      live: running({ http: service([metrics({ status: 401, body: '' })]) }),
    },
    { name: 'open', outcome: 'fail', says: '/metrics', live: running({ http: service([metrics()]) }) },
    {
      name: 'seen by the own network',
      outcome: 'unknown',
      says: 'local address',
      live: running({ http: service([metrics()], { local: true }) }),
    },
    {
      name: 'none at this address',
      outcome: 'not-applicable',
      live: running({ http: service([metrics({ status: 404, body: '' })]) }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const open = publicMetrics(http!)
      if (!open) {
        const closed = http!.paths.find(
          ({ role, attempt }) => role === 'metrics' && attempt.ok && [401, 403].includes(attempt.exchange.status),
        )
        return closed
          ? pass(attemptEvidence(closed.path, closed.attempt))
          : notApplicable('no metrics are offered at this address')
      }
      const { path } = open.asked
      const evidence = [probed(`GET ${path}`, `200, ${open.names.size} metrics`)]
      if (http!.local) return seenFromHere(`${path} shows metrics without credentials`, evidence)
      return fail([{ message: `${path} shows metrics to everybody`, evidence, key: `GET ${path}` }])
    },
  },
})
