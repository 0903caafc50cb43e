import { probed } from '../../derive/evidence.ts'
import { running, silent } from '../live-example-kit.ts'
import { alertRule, prometheusFacts } from '../live-example-prometheus.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'
import type { LoadedRule } from '../../facts/live/prometheus-facts.ts'

export default defineRule({
  id: 'monitoring/rules-invalid',
  catalogue: 'MO04',
  title: 'An alert can never fire',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'A rule that names a metric nobody has, or that fails when it is evaluated, is an alarm without a bell. It is found out in the incident it was written for.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Compare the names with what the service exports, and test the rule.',
      code: 'promtool test rules alerts.test.yml',
    },
  ],
  references: [
    {
      title: 'Prometheus: unit testing for rules',
      url: 'https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/',
    },
  ],
  falsePositives: [
    'A counter that appears with its first event: start it at 0, or suppress it with that reason.',
    'Metrics in absent().',
    'More metrics than were asked for: then missing names are unknown.',
  ],
  examples: [
    { name: 'all there', outcome: 'pass', live: running({ prometheus: prometheusFacts() }) },
    {
      name: 'a metric nobody has',
      outcome: 'fail',
      says: 'http_request_total',
      live: running({ prometheus: prometheusFacts({ rules: [alertRule({ metrics: ['http_request_total'] })] }) }),
    },
    {
      name: 'a rule that fails',
      outcome: 'fail',
      says: 'many-to-many',
      live: running({ prometheus: prometheusFacts({ rules: [alertRule({ lastError: 'many-to-many matching' })] }) }),
    },
    {
      name: 'too many metrics to know',
      outcome: 'unknown',
      live: running({
        prometheus: prometheusFacts({ isCut: true, rules: [alertRule({ metrics: ['http_request_total'] })] }),
      }),
    },
    { name: 'it does not answer', outcome: 'unknown', live: silent('prometheus') },
    { name: 'no alerts', outcome: 'not-applicable', live: running({ prometheus: prometheusFacts({ rules: [] }) }) },
  ],
  live: {
    parts: ['prometheus'],
    evaluate({ prometheus }) {
      const { rules, metrics, isCut } = prometheus!
      const alerts = rules.filter(({ kind }) => kind === 'alerting')
      if (alerts.length === 0) return notApplicable('it has loaded no alerting rules')
      const known = new Set([
        ...metrics,
        ...rules.filter(({ kind }) => kind === 'recording').map(({ name }) => name),
        'ALERTS',
        'ALERTS_FOR_STATE',
      ])
      const findings = alerts.flatMap((rule) => defectOf(rule, known, isCut))
      if (findings.length > 0) return fail(findings, alerts.length - findings.length)
      const open = alerts.filter(({ metrics: named }) => named.some((name) => !known.has(name)))
      if (open.length > 0) return unknown('there are more metrics than were asked for')
      return pass(
        alerts.map(({ name, query }) => probed('GET /api/v1/rules', `${name}: ${query}`)),
        alerts.length,
      )
    },
  },
})

function defectOf(
  { name, query, lastError, metrics }: LoadedRule,
  known: ReadonlySet<string>,
  isCut: boolean,
): FindingDraft[] {
  const evidence = [probed('GET /api/v1/rules', `${name}: ${query}`)]
  if (lastError !== '') return [{ message: `${name} fails when it is evaluated: ${lastError}`, evidence, key: name }]
  const missing = isCut ? [] : metrics.filter((metric) => !known.has(metric))
  if (missing.length === 0) return []
  return [{ message: `${name} names ${missing.join(', ')}, which does not exist`, evidence, key: name }]
}
