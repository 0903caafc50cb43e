import type { Alert } from '../model/alert.ts'
import type { ServiceInfo } from '../model/health-snapshot.ts'
import type { Incident } from '../model/incident.ts'

/** An alert that says that it is a test, and its end, so that nothing stays open anywhere. */
export function makeTestAlert(service: Readonly<ServiceInfo>, now: number): { firing: Alert; resolved: Alert } {
  const id = `test@${now.toString(36)}`
  const message = 'this is a test; nothing is wrong'
  const incident: Incident = {
    id,
    check: 'test',
    kind: 'monitor',
    status: 'warning',
    worst: 'warning',
    openedAt: now,
    message,
  }
  const firing: Alert = {
    id,
    fingerprint: `${service.name}/test`,
    state: 'firing',
    reason: 'test',
    status: 'warning',
    summary: `${service.name}: ${message}`,
    service,
    incidents: [incident],
    labels: {},
    firedAt: now,
  }
  const over = { ...incident, status: 'healthy' as const, resolvedAt: now }
  const summary = `${service.name}: the test is over`
  return {
    firing,
    resolved: { ...firing, state: 'resolved', status: 'healthy', summary, incidents: [over], resolvedAt: now },
  }
}
