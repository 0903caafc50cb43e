import { probed } from '../../derive/evidence.ts'
import { offeredMetrics } from '../../derive/live/offered-metrics.ts'
import { NO_ANSWER, service } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

/** Of one label: as many as there are users, orders or addresses, and not as there are routes. */
const MIN_VALUES = 5
/** Buckets of histograms and figures of processes have many values by design. */
const BY_DESIGN = /\{(le|quantile|version|pid|cpu|space|kind|code|status|method)\}$/
const ID =
  /(^|\/)(\d{2,}|[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(\/|$)|^[^@\s]+@[^@\s]+\.\w+$|[?&]\w+=/i

const metrics = (label: string, values: readonly string[]) =>
  service([
    asked(
      '/metrics',
      { body: values.map((value) => `http_requests_total{${label}="${value}"} 1`).join('\n') },
      { role: 'metrics' },
    ),
  ])

export default defineRule({
  id: 'monitoring/label-cardinality',
  catalogue: 'MO06',
  title: 'A label has a value for everything there is',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Each value of a label is a time series of its own, in the memory of the service and of Prometheus. With an address or a user in it there is one for each of them for ever, until one of the two is out of memory; and names of people stand where they were never meant to.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Use the pattern of the route, not the address.',
      code: "requests.inc({ route: req.route?.path ?? 'unknown' })",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'The same.',
      code: "requests.inc({ route: request.routeOptions.url ?? 'unknown' })",
    },
    { for: 'any', effort: 'S', text: 'Leave ids to logs and traces.' },
  ],
  references: [{ title: 'Prometheus: naming, labels', url: 'https://prometheus.io/docs/practices/naming/#labels' }],
  falsePositives: [
    'Patterns of routes, buckets, versions, names of jobs: at least 5 values of a label must look like ids, addresses with ids, or mail addresses.',
    'A service that was not used yet has no values, and passes.',
  ],
  examples: [
    {
      name: 'patterns of routes',
      outcome: 'pass',
      live: running({
        http: metrics('route', ['/users/:id', '/orders', '/orders/:id', '/health', '/v1/items', '/v2/items']),
      }),
    },
    {
      name: 'addresses',
      outcome: 'fail',
      says: 'http_requests_total{path}',
      live: running({ http: metrics('path', ['/users/17', '/users/18', '/users/22', '/users/901', '/orders/4711']) }),
    },
    {
      name: 'people',
      outcome: 'fail',
      live: running({
        http: metrics('user', ['a@b.example', 'c@b.example', 'd@b.example', 'e@b.example', 'f@b.example']),
      }),
    },
    {
      name: 'a single one, which may be anything',
      outcome: 'pass',
      live: running({ http: metrics('path', ['/users/17', '/', '/health']) }),
    },
    { name: 'no metrics', outcome: 'not-applicable', live: running({ http: service([asked('/')]) }) },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const offered = offeredMetrics(http!)
      if (!offered) return notApplicable('no metrics are offered at this address')
      const { asked: endpoint, labels } = offered
      const suspects = [...labels]
        .filter(([label]) => !BY_DESIGN.test(label))
        .map(([label, values]) => ({ label, ids: [...values].filter((value) => ID.test(value)) }))
        .filter(({ ids }) => ids.length >= MIN_VALUES)
      if (suspects.length === 0)
        return pass(probed(`GET ${endpoint.path}`, `${labels.size} labels, none with ids or addresses`))
      return fail(
        suspects.map(({ label, ids }) => ({
          message: `${label} has a value for each id or address`,
          evidence: [probed(`GET ${endpoint.path}`, `${label}: ${ids.length} such values`)],
          key: label,
        })),
      )
    },
  },
})
