import type { Alert, AlertReason } from '../../model/alert.ts'
import type { Incident } from '../../model/incident.ts'
import { worstStatus } from '../../model/status.ts'
import { formatDuration } from '../../units/duration.ts'
import type { AlertBook, AlertGroup } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'
import { isFlapping } from './settle-troubles.ts'

/** What is said of some checks of a group. */
export function describeGroup(
  group: AlertGroup,
  reason: AlertReason,
  checks: readonly string[],
  book: AlertBook,
  context: AlertContext,
): Alert {
  const { service, wall, policy } = context
  const troubles = checks.flatMap((check) => book.troubles[check] ?? [])
  const subjects = checks.flatMap((check) => book.troubles[check] ?? group.closed[check] ?? [])
  const incidents = subjects.map(({ incident }) => incident)
  const isOver = reason === 'resolved'
  const flaps = troubles.some((trouble) => isFlapping(trouble, policy.flapping.after))
  const status = isOver
    ? 'healthy'
    : worstStatus(troubles.map(({ incident: { status, worst } }) => (status === 'healthy' ? worst : status)))
  return {
    id: group.id,
    fingerprint: group.key,
    state: isOver ? 'resolved' : group.acknowledged ? 'acknowledged' : 'firing',
    reason,
    status,
    summary: `${service.name}: ${summaryOf(incidents, isOver, flaps, reason, wall - (group.firedAt ?? wall))}`,
    service,
    incidents,
    labels: commonLabels(subjects.map(({ labels }) => labels)),
    firedAt: group.firedAt ?? wall,
    ...(isOver && { resolvedAt: wall }),
    ...(group.acknowledged && { acknowledged: group.acknowledged }),
    ...(flaps && !isOver && { flapping: true }),
  }
}

function summaryOf(
  incidents: readonly Incident[],
  isOver: boolean,
  flaps: boolean,
  reason: AlertReason,
  ageMs: number,
): string {
  const [first] = incidents
  const still = reason === 'reminder' || reason === 'escalated' ? `still, after ${formatDuration(ageMs)}, ` : ''
  if (incidents.length === 1 && first) {
    const said = first.message === undefined || isOver ? '' : `: ${first.message}`
    if (flaps && !isOver) return `${first.check} is ${still}flapping, ${first.worst} at worst${said}`
    return `${first.check} is ${isOver ? 'healthy' : `${still}${first.status}`}${said}`
  }
  const names = incidents.slice(0, 10).map(({ check }) => check)
  const rest = incidents.length > names.length ? ` and ${incidents.length - names.length} more` : ''
  const what = isOver ? 'are healthy' : `are ${still}${flaps ? 'flapping' : 'not healthy'}`
  return `${incidents.length} checks ${what}: ${names.join(', ')}${rest}`
}

function commonLabels(all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const [first = {}, ...rest] = all
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => rest.every((labels) => labels[name] === value)),
  )
}
