import type { CheckResult } from '../model/check-result.ts'
import type { CheckSnapshot, HealthSnapshot } from '../model/health-snapshot.ts'
import type { Status } from '../model/status.ts'
import { createHistogram, histogramSamples, observe, type Histogram } from './histogram.ts'
import type { MetricFamily, MetricSample } from './metric-family.ts'

/** Dashboards and alert rules compare these numbers: they never change. */
const STATUS_NUMBER: Readonly<Record<Status, number>> = { critical: 0, warning: 1, healthy: 2, unknown: 3 }

export interface CheckMetrics {
  observe(result: CheckResult): void
  forget(check: string): void
  families(snapshot: HealthSnapshot): MetricFamily[]
}

/** What dashboards see of checks. Labels are names of checks and measurements; never a URL, never a message. */
export function createCheckMetrics(): CheckMetrics {
  const durations = new Map<string, Histogram>()
  return {
    observe({ check, durationMs }) {
      const histogram = durations.get(check) ?? createHistogram()
      durations.set(check, histogram)
      observe(histogram, durationMs / 1_000)
    },
    forget: (check) => void durations.delete(check),
    families: (snapshot) => [
      { name: 'shipworthy_info', type: 'gauge', help: 'The service; always 1.', samples: [infoSample(snapshot)] },
      gauge('shipworthy_score', 'Overall score in percent.', [{ value: snapshot.score }]),
      gauge('shipworthy_ready', 'Whether the service takes traffic.', [{ value: snapshot.ready ? 1 : 0 }]),
      gauge(
        'shipworthy_check_status',
        'Debounced status: 0 critical, 1 warning, 2 healthy, 3 unknown.',
        snapshot.checks.map((check) => ({ labels: labelsOf(check), value: STATUS_NUMBER[check.status] })),
      ),
      {
        name: 'shipworthy_check_duration_seconds',
        type: 'histogram',
        help: 'How long runs took.',
        samples: snapshot.checks.flatMap(({ name }) => {
          const histogram = durations.get(name)
          return histogram ? histogramSamples(histogram, { check: name }) : []
        }),
      },
      gauge(
        'shipworthy_check_last_run_timestamp_seconds',
        'When the last run began.',
        snapshot.checks.flatMap((check) =>
          check.result ? [{ labels: labelsOf(check), value: check.result.startedAt / 1_000 }] : [],
        ),
      ),
      gauge(
        'shipworthy_check_consecutive_failures',
        'Runs in a row that were not healthy.',
        snapshot.checks.map((check) => ({ labels: labelsOf(check), value: check.consecutiveFailures })),
      ),
      {
        name: 'shipworthy_check_transitions_total',
        type: 'counter',
        help: 'Changes of the status.',
        samples: snapshot.checks.map((check) => ({ labels: labelsOf(check), value: check.transitions })),
      },
      gauge('shipworthy_check_value', 'What checks measured.', snapshot.checks.flatMap(valueSamples)),
    ],
  }
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, type: 'gauge', help, samples }
}

function infoSample({ service: { name, version = '', release = '' } }: HealthSnapshot): MetricSample {
  return { labels: { service: name, version, release }, value: 1 }
}

function labelsOf({ name, kind }: CheckSnapshot): Record<string, string> {
  return { check: name, kind }
}

function valueSamples({ name, result }: CheckSnapshot): MetricSample[] {
  if (!result) return []
  const { value, unit = '', measurements } = result
  const own = typeof value === 'number' ? [{ labels: { check: name, measurement: 'value', unit }, value }] : []
  const seen = new Set<string>(own.length > 0 ? ['value'] : [])
  const others = measurements
    .filter((one) => !seen.has(one.name) && seen.add(one.name))
    .map((one) => ({ labels: { check: name, measurement: one.name, unit: one.unit ?? '' }, value: one.value }))
  return [...own, ...others]
}
