import type { IncidentEvent } from '../model/health-events.ts'
import type { ServiceInfo } from '../model/health-snapshot.ts'
import type { Incident } from '../model/incident.ts'
import type { Alert } from './notifier.ts'

export interface AlertBook {
  /** Takes in what happened to an incident, and says what is to be told, if anything. */
  follow(event: IncidentEvent): Alert | undefined
  /** Alerts that fire now. */
  firing(): readonly Alert[]
}

/**
 * Makes alerts of incidents: one for each, and its end for every one that was begun. An incident that a check of `dependsOn`
 * explains makes none.
 */
export function createAlertBook(service: Readonly<ServiceInfo>): AlertBook {
  const firing = new Map<string, Alert>()

  return {
    follow({ type, at, incident }) {
      const alert = firing.get(incident.id)
      if (type === 'resolved') {
        if (!alert) return undefined
        firing.delete(incident.id)
        return Object.freeze({ ...alert, ...aboutOf(service, incident), state: 'resolved' as const, resolvedAt: at })
      }
      const isNew = alert === undefined
      if (isNew && incident.causedBy !== undefined) return undefined
      const next: Alert = Object.freeze({
        id: incident.id,
        fingerprint: `${service.name}/${incident.check}`,
        state: 'firing' as const,
        ...aboutOf(service, incident),
        firedAt: alert?.firedAt ?? at,
      })
      firing.set(incident.id, next)
      return isNew ? next : undefined
    },
    firing: () => [...firing.values()],
  }
}

function aboutOf(
  service: Readonly<ServiceInfo>,
  incident: Incident,
): Pick<Alert, 'service' | 'incidents' | 'status' | 'summary'> {
  const said = incident.message === undefined || incident.status === 'healthy' ? '' : `: ${incident.message}`
  return {
    service,
    incidents: Object.freeze([incident]),
    status: incident.status,
    summary: `${service.name}: ${incident.check} is ${incident.status}${said}`,
  }
}
