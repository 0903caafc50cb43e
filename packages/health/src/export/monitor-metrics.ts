import type { MetricFamily } from './metric-family.ts'

/** What the monitoring says of itself. */
export interface MonitorStatistics {
  schedulerLagMs: number
  inFlight: number
  waiting: number
  skipped: number
  storeErrors: number
  storeWaiting: number
  alerts: {
    states: Readonly<Record<string, number>>
    waiting: number
    deliveries: readonly { notifier: string; result: string; count: number }[]
  }
  subscribers: readonly { subscriber: string; dropped: number; failed: number }[]
}

export function monitorMetrics(statistics: MonitorStatistics): MetricFamily[] {
  const { schedulerLagMs, inFlight, waiting, skipped, storeErrors, storeWaiting, alerts } = statistics
  return [
    gauge('shipworthy_scheduler_lag_seconds', 'How late the last run began.', schedulerLagMs / 1_000),
    gauge('shipworthy_checks_in_flight', 'Runs going on.', inFlight),
    gauge('shipworthy_checks_waiting', 'Runs waiting for a place.', waiting),
    counter('shipworthy_runs_skipped_total', 'Runs left out because the one before went on.', skipped),
    counter('shipworthy_store_errors_total', 'Failed writes to the history store.', storeErrors),
    gauge('shipworthy_store_waiting', 'Records waiting for the history store.', storeWaiting),
    {
      name: 'shipworthy_alerts',
      type: 'gauge',
      help: 'Alerts by state.',
      samples: Object.entries(alerts.states).map(([state, value]) => ({ labels: { state }, value })),
    },
    {
      name: 'shipworthy_notifications_total',
      type: 'counter',
      help: 'Deliveries by notifier and result.',
      samples: alerts.deliveries.map(({ notifier, result, count }) => ({
        labels: { notifier, result },
        value: count,
      })),
    },
    gauge('shipworthy_notifications_waiting', 'Notifications that wait to be delivered.', alerts.waiting),
    {
      name: 'shipworthy_events_dropped_total',
      type: 'counter',
      help: 'Events that a slow subscriber did not get.',
      samples: sumBySubscriber(statistics.subscribers),
    },
  ]
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, type: 'gauge', help, samples: [{ value }] }
}

function counter(name: string, help: string, value: number): MetricFamily {
  return { name, type: 'counter', help, samples: [{ value }] }
}

/** Several subscriptions may share a name; a series may not come twice. */
function sumBySubscriber(subscribers: MonitorStatistics['subscribers']): MetricFamily['samples'] {
  const sums = new Map<string, number>()
  for (const { subscriber, dropped } of subscribers) sums.set(subscriber, (sums.get(subscriber) ?? 0) + dropped)
  return [...sums].map(([subscriber, value]) => ({ labels: { subscriber }, value }))
}
