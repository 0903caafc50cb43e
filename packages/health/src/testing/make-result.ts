import type { HistoryBatch } from '../history/history-store.ts'
import type { CheckResult } from '../model/check-result.ts'
import type { Incident } from '../model/incident.ts'

/** A result of check `a`, healthy and of 5 ms unless said otherwise. */
export function makeResult(startedAt: number, more: Partial<CheckResult> = {}): CheckResult {
  return { check: 'a', kind: 'monitor', status: 'healthy', measurements: [], startedAt, durationMs: 5, ...more }
}

/** An incident of check `a` that is open. */
export function makeIncident(id: string, openedAt: number, more: Partial<Incident> = {}): Incident {
  return { id, check: 'a', kind: 'monitor', status: 'critical', worst: 'critical', openedAt, ...more }
}

export function makeBatch(results: readonly CheckResult[], incidents: readonly Incident[] = []): HistoryBatch {
  return { results, transitions: [], incidents }
}
