import { absence, callAt, codeAt, probed, settingAt } from '../../derive/evidence.ts'
import { offeredMetrics } from '../../derive/live/offered-metrics.ts'
import { packageOfName } from '../../derive/program/names.ts'
import { shipworthyHealthMounts } from '../../derive/http/shipworthy-health.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { service as answering } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

/** Libraries that offer metrics to be scraped. */
const SCRAPED =
  /^(prom-client|express-prom-bundle|express-prometheus-middleware|fastify-metrics|@willsoto\/nestjs-prometheus|nestjs-prometheus|@hono\/prometheus|koa-prometheus-exporter|koa-prometheus|@opentelemetry\/exporter-prometheus|prometheus-api-metrics|prom-express|@promster\/.+|next-prometheus.*|swagger-stats|@siimon\/prom-client|appmetrics-prometheus|express-actuator)$/
/** Libraries that push what they measure. */
const PUSHED =
  /^(hot-shots|node-statsd|statsd-client|dogstatsd|datadog-metrics|dd-trace|newrelic|applicationinsights|elastic-apm-node|@opentelemetry\/(sdk-node|sdk-metrics|exporter-metrics.*|auto-instrumentations-node)|@instana\/collector|@appsignal\/nodejs|appmetrics|@google-cloud\/monitoring|@aws-sdk\/client-cloudwatch|aws-embedded-metrics|@hyperdx\/.*|@vercel\/otel|lynx)$/
const PATH = /(^|\/)(metrics|prometheus)$/i

const APP = "const app = require('express')()\n"

export default defineRule({
  id: 'monitoring/no-metrics',
  catalogue: 'MO01',
  title: 'No metrics endpoint',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program', 'packages', 'entries'],
  tokens: {
    packages: [
      'prom-client',
      'express-prom-bundle',
      'express-prometheus-middleware',
      'fastify-metrics',
      '@willsoto/nestjs-prometheus',
      'nestjs-prometheus',
      '@hono/*',
      'koa-prometheus-exporter',
      '@opentelemetry/*',
      'prometheus-api-metrics',
      '@promster/*',
      'swagger-stats',
      'hot-shots',
      'node-statsd',
      'dd-trace',
      'newrelic',
      'applicationinsights',
      'elastic-apm-node',
      '@aws-sdk/client-cloudwatch',
      'datadog-metrics',
    ],
    words: ['/metrics'],
  },
  why: 'Without request rates, error rates and latencies nobody sees that a release made things worse until users say so, and no alert can be set.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Offer the default metrics and a histogram of requests.',
      code: "collectDefaultMetrics()\napp.get('/metrics', async (req, res) => {\n  res.type(register.contentType).send(await register.metrics())\n})",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Register fastify-metrics.',
      code: "app.register(metrics, { endpoint: '/metrics' })",
    },
    { for: 'nest', effort: 'S', text: 'Import PrometheusModule.', code: 'imports: [PrometheusModule.register()]' },
  ],
  references: [
    { title: 'Prometheus: instrumenting', url: 'https://prometheus.io/docs/practices/instrumentation/' },
    {
      title: 'Google SRE: the four golden signals',
      url: 'https://sre.google/sre-book/monitoring-distributed-systems/',
    },
  ],
  falsePositives: [
    'An agent that the platform injects.',
    'Metrics that are pushed (StatsD, OpenTelemetry): whether somebody receives them is not visible, so that is unknown.',
  ],
  examples: [
    {
      name: 'prom-client',
      outcome: 'pass',
      line: 3,
      files: project('express@5 prom-client@15', {
        'server.js': `${APP}const { register } = require('prom-client')\napp.get('/metrics', async (req, res) => res.send(await register.metrics()))\napp.listen(3000)\n`,
      }),
    },
    { name: 'none', outcome: 'fail', files: project('express@5', { 'server.js': `${APP}app.listen(3000)\n` }) },
    {
      name: 'a dependency nobody mounts',
      outcome: 'fail',
      says: 'present',
      files: project('express@5 prom-client@15', { 'server.js': `${APP}app.listen(3000)\n` }),
    },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"left-pad","main":"index.js"}',
        'index.js': 'module.exports = (text) => text\n',
      },
    },
    {
      name: 'metrics that only the running system shows',
      outcome: 'pass',
      files: project('express@5', { 'server.js': `${APP}app.listen(3000)\n` }),
      live: running({ http: answering([asked('/metrics', { body: 'up 1\n' }, { role: 'metrics' })]) }),
    },
    {
      name: 'none at the address of the running system, and none in the code',
      outcome: 'fail',
      severity: 'warning',
      files: project('express@5', { 'server.js': `${APP}app.listen(3000)\n` }),
      live: running({ http: answering([asked('/metrics', { status: 404 }, { role: 'metrics' })]) }),
    },
    {
      name: 'metrics that are pushed',
      outcome: 'unknown',
      files: project('express@5 hot-shots@10', {
        'server.js': `${APP}const StatsD = require('hot-shots')\nconst metrics = new StatsD()\napp.get('/', (req, res) => { metrics.increment('hits'); res.send('ok') })\napp.listen(3000)\n`,
      }),
    },
  ],
  evaluate({ service, http, program, packages, entries }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const route = http.routes.find(
      ({ path, method, force }) =>
        force !== 'off' && PATH.test(path) && /^(GET|ALL)$/.test(method) && !/^\/api\/.+\/metrics$/.test(path),
    )
    const scraped = program.ofPackages(SCRAPED).find(({ force, phase }) => force !== 'off' && phase !== 'unseen')
    const mounted = http.apps
      .flatMap(({ middleware }) => middleware)
      .find(
        ({ value, force }) => force !== 'off' && value.kind === 'instance' && SCRAPED.test(packageOfName(value.name)),
      )
    const [health] = shipworthyHealthMounts(program, http)
    if (health) return pass({ ...health.evidence, note: '@shipworthy/health answers /health/metrics' })
    if (mounted) return pass(codeAt(mounted.file, mounted.at))
    if (route && (scraped || /prom|metric/i.test(route.file.text))) return pass(codeAt(route.file, route.at))
    if (scraped && /PrometheusModule|Exporter|PromBundle|createMiddleware/i.test(scraped.name))
      return pass(callAt(scraped))
    if (scraped && /\.(metrics|contentType|getMetricsAsJSON)$/.test(scraped.name)) return pass(callAt(scraped))
    const registry = program
      .named('metrics')
      .find(({ name, force, phase }) => force !== 'off' && phase !== 'unseen' && SCRAPED.test(packageOfName(name)))
    if (registry) return pass(callAt(registry))
    const pushed = program.ofPackages(PUSHED).find(({ force }) => force !== 'off')
    const agent = packages.dependency(PUSHED)
    const preloaded = agent && entries.commands.find(({ text }) => text.includes(agent.name))
    if (pushed)
      return unknown(
        `metrics are pushed with ${packageOfName(pushed.name)}; whether somebody receives them is not known`,
        [callAt(pushed)],
      )
    if (preloaded)
      return unknown(`${agent.name} is loaded at start; what it reports is not known`, [
        settingAt(preloaded.file, preloaded.line, preloaded.text),
      ])
    const unused = packages.dependency(SCRAPED)
    if (unused)
      return fail([
        {
          message: `${unused.name} is present, but no endpoint offers its metrics`,
          evidence: [
            settingAt(unused.manifest.path, unused.dependency.line, `"${unused.name}": "${unused.dependency.range}"`),
          ],
        },
      ])
    if (http.open) return unknown(`no metrics endpoint was found, but ${http.openReasons.join(' and ')}`)
    const [app] = http.apps
    const [listener] = service.listeners
    const anchor = app ? codeAt(app.file, app.at) : listener && callAt(listener)
    return fail([
      {
        message: 'it offers no metrics',
        evidence: [
          absence(`${http.routes.length} routes and ${packages.manifests.length} package.json looked through`, anchor),
        ],
      },
    ])
  },
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const offered = offeredMetrics(http!)
      return offered
        ? pass(probed(`GET ${offered.asked.path}`, `200, ${offered.names.size} metrics`))
        : unknown('no metrics are offered at this address; they may be on another port, or be pushed')
    },
  },
})
