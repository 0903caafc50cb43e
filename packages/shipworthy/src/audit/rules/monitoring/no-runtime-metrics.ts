import { probed } from '../../derive/evidence.ts'
import { offeredMetrics } from '../../derive/live/offered-metrics.ts'
import { NO_ANSWER, service } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** By the names that prom-client, OpenTelemetry and others give them. */
const KINDS: readonly [what: string, names: RegExp][] = [
  ['the event loop', /event_?loop|eventloop/i],
  ['the heap', /heap/i],
]

const metrics = (names: string[], more = {}) =>
  service([asked('/metrics', { body: names.map((name) => `${name} 1`).join('\n'), ...more }, { role: 'metrics' })])

export default defineRule({
  id: 'monitoring/no-runtime-metrics',
  catalogue: 'MO11',
  title: 'Metrics say nothing of the runtime',
  severity: 'info',
  confidence: 'proven',
  needs: [],
  why: 'A blocked event loop and a leaking heap show in the figures of the runtime long before requests time out. Without them a slow service looks like a slow database.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Let prom-client gather its defaults.',
      code: 'collectDefaultMetrics({ register })',
    },
    { for: 'any', effort: 'S', text: 'With OpenTelemetry, add @opentelemetry/instrumentation-runtime-node.' },
  ],
  references: [
    { title: 'prom-client: default metrics', url: 'https://github.com/siimon/prom-client#default-metrics' },
    {
      title: 'OpenTelemetry: Node.js runtime metrics',
      url: 'https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/',
    },
  ],
  falsePositives: [
    'Other names for the same: of OpenTelemetry and of the health library.',
    'Figures of garbage collection: a process that has not collected yet has none, so they are not asked for.',
  ],
  examples: [
    {
      name: 'event loop, heap and garbage collection',
      outcome: 'pass',
      live: running({
        http: metrics([
          'nodejs_eventloop_lag_seconds',
          'nodejs_heap_size_used_bytes',
          'nodejs_gc_duration_seconds_count',
        ]),
      }),
    },
    {
      name: 'the names of OpenTelemetry',
      outcome: 'pass',
      live: running({
        http: metrics([
          'nodejs_eventloop_delay_p99_seconds',
          'v8js_memory_heap_used_bytes',
          'v8js_gc_duration_seconds_count',
        ]),
      }),
    },
    {
      name: 'requests only',
      outcome: 'fail',
      severity: 'info',
      says: 'the event loop',
      live: running({ http: metrics(['http_requests_total']) }),
    },
    { name: 'no metrics at this address', outcome: 'not-applicable', live: running({ http: service([]) }) },
    {
      name: 'more than was read',
      outcome: 'unknown',
      live: running({ http: metrics(['http_requests_total'], { cut: 'size' }) }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const offered = offeredMetrics(http!)
      if (!offered) return notApplicable('no metrics are offered at this address')
      const { asked: endpoint, names, isCut } = offered
      const missing = KINDS.filter(([, pattern]) => ![...names].some((name) => pattern.test(name))).map(
        ([what]) => what,
      )
      const evidence = [probed(`GET ${endpoint.path}`, `${names.size} metrics`, [...names].slice(0, 8).join(', '))]
      if (missing.length === 0) return pass(evidence)
      if (isCut) return unknown('there are more metrics than were read', evidence)
      return fail([
        { message: `${endpoint.path} says nothing of ${missing.join(' and ')}`, evidence, key: `GET ${endpoint.path}` },
      ])
    },
  },
})
