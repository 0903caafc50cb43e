import type { Alert } from '../../alerts/notifier.ts'
import type { Incident } from '../../model/incident.ts'
import { formatDuration } from '../../units/duration.ts'

/** Incidents that are listed one by one. */
const MAX_LISTED = 20

/** One line: `[CRITICAL] orders: postgres is critical: …`. */
export function alertTitle({ state, status, summary, reason }: Alert): string {
  if (reason === 'test') return `[TEST] ${summary}`
  return `[${state === 'resolved' ? 'RESOLVED' : status.toUpperCase()}] ${summary}`
}

/** What there is to know, a line each. */
export function alertLines(alert: Alert): string[] {
  const { incidents, acknowledged, labels, service } = alert
  const lines = incidents.slice(0, MAX_LISTED).flatMap(lineOf)
  if (incidents.length > MAX_LISTED) lines.push(`… and ${incidents.length - MAX_LISTED} more`)
  if (alert.flapping) lines.push('It comes and goes; its end is told when it has been quiet for some time.')
  if (acknowledged) lines.push(`Acknowledged${by(acknowledged.by)}${said(acknowledged.comment)}`)
  const known = Object.entries({ ...labels, ...(service.version !== undefined && { version: service.version }) })
  if (known.length > 0) lines.push(known.map(([name, value]) => `${name}=${value}`).join(' '))
  return lines
}

function lineOf({ check, kind, status, worst, openedAt, resolvedAt, message, recommendation }: Incident): string[] {
  const since = new Date(openedAt).toISOString()
  if (status === 'healthy')
    return [`${check} (${kind}) is healthy; it was ${worst} for ${formatDuration((resolvedAt ?? openedAt) - openedAt)}`]
  const hint = recommendation === undefined ? [] : [`  → ${recommendation}`]
  return [`${check} (${kind}) is ${status} since ${since}${said(message)}`, ...hint]
}

function by(name: string | undefined): string {
  return name === undefined ? '' : ` by ${name}`
}

function said(text: string | undefined): string {
  return text === undefined ? '' : `: ${text}`
}

/** `critical`, `warning`, … or `resolved`, for colours. */
export function alertTone({ state, status }: Alert): 'good' | 'warning' | 'critical' {
  if (state === 'resolved') return 'good'
  return status === 'warning' ? 'warning' : 'critical'
}

/** Cut to what the other side takes. */
export function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`
}
