import type { Alert } from '../model/alert.ts'

/** An alert about a database, with everything that a text may contain. */
export function makeAlert(more: Partial<Alert> = {}): Alert {
  const isOver = more.state === 'resolved'
  return {
    id: 'postgres@mk3x',
    fingerprint: 'orders/postgres',
    state: 'firing',
    reason: isOver ? 'resolved' : 'fired',
    status: isOver ? 'healthy' : 'critical',
    summary: isOver ? 'orders: postgres is healthy' : 'orders: postgres is critical: <!channel> & “größer” *x*',
    service: { name: 'orders', version: '1.4.0' },
    incidents: [
      {
        id: 'postgres@mk3x',
        check: 'postgres',
        kind: 'readiness',
        status: isOver ? 'healthy' : 'critical',
        worst: 'critical',
        openedAt: Date.UTC(2026, 0, 1),
        ...(isOver && { resolvedAt: Date.UTC(2026, 0, 1, 0, 5) }),
        message: '<!channel> & “größer” *x*',
        recommendation: 'Look at the disk.',
      },
    ],
    labels: { team: 'data' },
    firedAt: Date.UTC(2026, 0, 1),
    ...(isOver && { resolvedAt: Date.UTC(2026, 0, 1, 0, 5) }),
    ...more,
  }
}
