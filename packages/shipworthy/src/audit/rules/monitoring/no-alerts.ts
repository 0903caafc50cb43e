import { absence, callAt, settingAt } from '../../derive/evidence.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Views } from '../../derive/views.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

/** Services that keep alerts of their own, by the packages that report to them. */
const MANAGED =
  /^(dd-trace|datadog-metrics|newrelic|@newrelic\/.+|@sentry\/.+|applicationinsights|@azure\/monitor-opentelemetry|elastic-apm-node|@appsignal\/.+|@instana\/collector|@honeycombio\/.+|@hyperdx\/.+|rollbar|@bugsnag\/.+|@rollbar\/.+|@airbrake\/.+|@honeybadger-io\/.+|@logtail\/.+|@axiomhq\/.+|@google-cloud\/(monitoring|opentelemetry.*|error-reporting)|@aws-sdk\/client-cloudwatch|aws-embedded-metrics|@opentelemetry\/(sdk-node|exporter-.+|auto-instrumentations-node)|hot-shots|@vercel\/otel|checkly|serverless-plugin-aws-alerts|@dynatrace\/.+|pm2\.io|@pm2\/io|@highlight-run\/.+|posthog-node|@baselime\/.+)$/
const SERVER = "require('express')().listen(3000)\n"

/** As written: a list that is filled elsewhere begins empty, too. */
const EMPTY_LIST = /^(notifiers\s*:\s*)?\[\s*\]/

export default defineRule({
  id: 'monitoring/no-alerts',
  catalogue: 'MO03',
  title: 'No alert rules for the service',
  severity: 'info',
  confidence: 'structural',
  needs: ['service', 'alerts', 'packages', 'files', 'program'],
  tokens: { packages: ['@shipworthy/health'] },
  why: 'Without alerts the first to notice an outage are the users, and they write hours later. Rules that lie in the repository are reviewed and change together with what they watch.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Alert on what users feel: errors, latency, and the service being gone.',
      code: 'groups:\n  - name: api\n    rules:\n      - alert: ApiErrors\n        expr: sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.02\n        for: 10m\n        annotations: { runbook: docs/runbooks/api-errors.md }',
    },
  ],
  references: [
    {
      title: 'Prometheus: alerting rules',
      url: 'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/',
    },
    { title: 'Google SRE workbook: alerting on SLOs', url: 'https://sre.google/workbook/alerting-on-slos/' },
  ],
  falsePositives: [
    'A monitoring service that keeps its alerts itself: Datadog, New Relic, Sentry and others are unknown.',
    'Rules that another repository holds: then suppress this with the place as the reason.',
    'Templates of Helm, Grafana provisioning, CloudWatch alarms and Terraform count too.',
  ],
  examples: [
    {
      name: 'notifiers of @shipworthy/health',
      outcome: 'pass',
      files: project('fastify@5 @shipworthy/health@0', {
        'server.mjs':
          "import Fastify from 'fastify'\nimport { createHealth } from '@shipworthy/health'\nimport { createSlackNotifier } from '@shipworthy/health/notifiers/slack'\nconst health = createHealth({ checks: [], notifiers: [createSlackNotifier({ url: process.env.SLACK_URL })] })\nconst app = Fastify()\nawait app.register(health.fastify)\nawait app.listen({ port: 3000 })\n",
      }),
    },
    {
      name: '@shipworthy/health that tells nobody',
      outcome: 'fail',
      files: project('fastify@5 @shipworthy/health@0', {
        'server.mjs':
          "import Fastify from 'fastify'\nimport { createHealth } from '@shipworthy/health'\nconst health = createHealth({ checks: [], notifiers: [] })\nconst app = Fastify()\nawait app.register(health.fastify)\nawait app.listen({ port: 3000 })\n",
      }),
    },
    {
      name: 'Prometheus rules',
      outcome: 'pass',
      line: 4,
      files: withFile(
        'monitoring/rules.yml',
        'groups:\n  - name: api\n    rules:\n      - alert: Down\n        expr: up == 0\n',
      ),
    },
    {
      name: 'a PrometheusRule in a Helm template',
      outcome: 'pass',
      files: withFile(
        'charts/api/templates/rules.yaml',
        'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: {{ .Release.Name }} }\nspec:\n  groups:\n    - name: api\n      rules:\n        {{- if .Values.alerts }}\n        - alert: Down\n          expr: up{job="{{ .Release.Name }}"} == 0\n        {{- end }}\n',
      ),
    },
    {
      name: 'alerts that Grafana is provisioned with',
      outcome: 'pass',
      files: withFile(
        'grafana/provisioning/alerting/api.yml',
        'apiVersion: 1\ngroups:\n  - name: api\n    rules:\n      - title: Errors\n        condition: C\n        noDataState: Alerting\n',
      ),
    },
    {
      name: 'an alarm in Terraform',
      outcome: 'pass',
      files: withFile('infra/alarms.tf', 'resource "aws_cloudwatch_metric_alarm" "errors" {\n  threshold = 5\n}\n'),
    },
    { name: 'none', outcome: 'fail', files: project('express@5', { 'server.js': SERVER }) },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"left-pad","main":"index.js"}',
        'index.js': 'module.exports = (text) => text\n',
      },
    },
    {
      name: 'a service that keeps its alerts itself',
      outcome: 'unknown',
      says: '@sentry/node',
      files: project('express@5 @sentry/node@9', { 'server.js': SERVER }),
    },
    {
      name: 'receivers without rules',
      outcome: 'unknown',
      files: withFile('alertmanager.yml', 'route:\n  receiver: ops\nreceivers:\n  - name: ops\n'),
    },
  ],
  evaluate({ service, alerts, packages, files, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    if (alerts.rules.length > 0) return pass(alerts.rules.slice(0, 5), alerts.rules.length)
    const own = ownAlerts(program)
    if (own) return pass(callAt(own, '@shipworthy/health sends alerts to its notifiers'))
    const [receiver] = alerts.receivers
    if (receiver) return unknown(`${receiver.file} sends alerts on, but the rules are not here`, [receiver])
    const managed = packages.dependency(MANAGED)
    if (managed) {
      return unknown(`alerts may be kept where ${managed.name} reports to`, [
        settingAt(managed.manifest.path, managed.dependency.line, `"${managed.name}": "${managed.dependency.range}"`),
      ])
    }
    if (service.serverless) return unknown('the platform that runs it may keep alerts of its own', [service.serverless])
    return fail([
      {
        message: 'nothing in the repository alerts anybody when the service fails',
        evidence: [absence(`${files.paths.length} files looked through`, settingAt('package.json', 1))],
      },
    ])
  },
})

/** The health library inside the service tells whoever it is given; an empty list tells nobody. */
function ownAlerts(program: Views['program']): CallEvent | undefined {
  return program.matching(/^@shipworthy\/health\.createHealth$/).find((event) => {
    const options = event.force === 'off' ? undefined : program.evaluator.argument(siteOf(event), 0)
    if (options?.kind !== 'record' || options.get('notifiers') === undefined) return false
    const site = options.siteOf('notifiers')
    return !site || !EMPTY_LIST.test(site.file.text.slice(site.at, site.at + 40))
  })
}

function withFile(path: string, text: string): Record<string, string> {
  return project('express@5', { 'server.js': SERVER, [path]: text })
}
