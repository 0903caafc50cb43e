import type { Alert, Notifier } from '../alerts/notifier.ts'
import { readList, readName } from '../options/read-option.ts'
import { postJson, readUrl } from './wire/post.ts'

export interface AlertmanagerOptions {
  /** Of every Alertmanager of a cluster; delivered when one of them has it. */
  urls: readonly string[]
  headers?: Readonly<Record<string, string>>
  /** `alertmanager` by default. */
  name?: string
}

/** Without news, an Alertmanager takes an alert for resolved after its own `resolve_timeout`; this says when instead. */
const LASTS_MS = 4 * 86_400_000

/**
 * Hands alerts to Prometheus Alertmanager, one for each incident. With this notifier, leave grouping and reminders to it.
 *
 * @see https://prometheus.io/docs/alerting/latest/alerts_api/
 */
export function createAlertmanagerNotifier({
  urls,
  headers = {},
  name = 'alertmanager',
}: AlertmanagerOptions): Notifier {
  const targets = readList(
    urls,
    `${name}.urls`,
    (url, path) => `${readUrl(url, path).replace(/\/$/, '')}/api/v2/alerts`,
  )
  return {
    name: readName(name, 'alertmanager.name'),
    async send(alert, { signal }) {
      const json = alert.incidents.map((incident) => toAlert(alert, incident))
      const secrets = Object.values(headers)
      const results = await Promise.allSettled(
        targets.map((url) => postJson({ to: 'Alertmanager', url, headers, json, secrets }, signal)),
      )
      // They do not hand alerts on, so each is told; one that has it will notify.
      if (results.every(({ status }) => status === 'rejected')) throw (results[0] as PromiseRejectedResult).reason
    },
  }
}

/** Labels identify an alert for Alertmanager, so nothing that changes may be one. */
function toAlert({ service, labels, state }: Alert, incident: Alert['incidents'][number]): object {
  const { check, kind, worst, message, recommendation, openedAt, resolvedAt } = incident
  const isOver = state === 'resolved' || resolvedAt !== undefined
  const endsAt = isOver ? (resolvedAt ?? Date.now()) : Date.now() + LASTS_MS
  const known = Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [key.replace(/[^A-Za-z0-9_]/g, '_'), value]),
  )
  return {
    labels: { ...known, alertname: 'ShipworthyCheck', service: service.name, check, kind },
    annotations: {
      summary: `${service.name}: ${check} is ${isOver ? 'healthy' : incident.status}`,
      severity: worst,
      ...(message !== undefined && { description: message }),
      ...(recommendation !== undefined && { recommendation }),
    },
    startsAt: new Date(openedAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  }
}
