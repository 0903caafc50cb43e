import type { Alert, Notifier } from '../alerts/notifier.ts'
import { readName } from '../options/read-option.ts'
import { cut, alertLines } from './wire/describe-alert.ts'
import { postJson, readSecret, readUrl } from './wire/post.ts'

export interface PagerDutyOptions {
  /** Integration key of a service (Events API v2). */
  routingKey: string
  /** `https://events.eu.pagerduty.com` in the EU. */
  baseUrl?: string
  /** `pagerduty` by default. */
  name?: string
}

const ACTIONS = { firing: 'trigger', acknowledged: 'acknowledge', resolved: 'resolve' } as const

/**
 * Triggers, acknowledges and resolves incidents of PagerDuty; what belongs together has one `dedup_key`.
 *
 * @see https://developer.pagerduty.com/docs/events-api-v2-overview
 */
export function createPagerDutyNotifier(options: PagerDutyOptions): Notifier {
  const { baseUrl = 'https://events.pagerduty.com', name = 'pagerduty' } = options
  const routingKey = readSecret(options.routingKey, `${name}.routingKey`)
  const url = `${readUrl(baseUrl, `${name}.baseUrl`)}/v2/enqueue`
  return {
    name: readName(name, 'pagerduty.name'),
    acknowledges: true,
    async send(alert, { signal }) {
      // What gets worse after an acknowledgement is a new reason to look.
      const action =
        alert.reason === 'acknowledged' || alert.state !== 'acknowledged' ? ACTIONS[alert.state] : 'trigger'
      const event = { routing_key: routingKey, event_action: action, dedup_key: cut(alert.id, 255) }
      const json = action === 'trigger' ? { ...event, payload: payloadOf(alert) } : event
      await postJson({ to: 'PagerDuty', url, json, secrets: [routingKey] }, signal)
    },
  }
}

function payloadOf(alert: Alert): object {
  const { summary, service, incidents, firedAt, status, labels, fingerprint } = alert
  return {
    summary: cut(summary, 1_024),
    source: service.name,
    severity: status === 'warning' ? 'warning' : 'critical',
    timestamp: new Date(firedAt).toISOString(),
    component: incidents
      .map(({ check }) => check)
      .slice(0, 10)
      .join(', '),
    class: incidents[0]?.kind,
    custom_details: { ...labels, fingerprint, details: alertLines(alert) },
  }
}
