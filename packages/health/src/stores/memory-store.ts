import type { HistoryStore, ResultQuery, SeriesPoint, StoredDocument } from '../history/history-store.ts'
import type { CheckResult } from '../model/check-result.ts'
import type { Incident } from '../model/incident.ts'

const MAX_INCIDENTS = 200

/**
 * History in memory: the last `maxResults` results of all checks together. Gone at a restart.
 *
 * @example
 * createHealth({ history: createMemoryStore({ maxResults: 10_000 }), checks })
 */
export function createMemoryStore({ maxResults = 1_000 }: { maxResults?: number } = {}): HistoryStore {
  const results: CheckResult[] = []
  const incidents = new Map<string, Incident>()
  const documents = new Map<string, StoredDocument>()

  const matching = (query: ResultQuery): CheckResult[] =>
    results.filter(({ check, startedAt }) => isWithin(query, check, startedAt))

  return {
    name: 'memory',
    append(batch) {
      results.push(...batch.results)
      // Moved in bulk: taking one off the front for each one pushed would copy the array every time.
      if (results.length > 2 * maxResults) results.splice(0, results.length - maxResults)
      for (const incident of batch.incidents) {
        incidents.delete(incident.id)
        incidents.set(incident.id, incident)
      }
      for (const id of incidents.keys()) if (incidents.size > MAX_INCIDENTS) incidents.delete(id)
    },
    results: (query) => matching(query).slice(-Math.min(query.limit ?? 1_000, maxResults)),
    series({ check, from, to, stepMs }) {
      const points = new Map<number, SeriesPoint>()
      for (const result of matching({ check, from, to })) {
        const at = from + Math.floor((result.startedAt - from) / stepMs) * stepMs
        points.set(at, addTo(points.get(at), at, result))
      }
      return [...points.values()].toSorted((a, b) => a.at - b.at)
    },
    incidents: (query) =>
      [...incidents.values()]
        .filter(({ check, openedAt }) => isWithin(query, check, openedAt))
        .toSorted((a, b) => b.openedAt - a.openedAt)
        .slice(0, query.limit ?? 1_000),
    load: (key) => documents.get(key),
    save(key, text, expected) {
      if ((documents.get(key)?.version ?? 0) !== expected) return false
      documents.set(key, { text, version: expected + 1 })
      return true
    },
  }
}

function isWithin({ check, from = -Infinity, to = Infinity }: ResultQuery, name: string, at: number): boolean {
  return (check === undefined || check === name) && at >= from && at < to
}

function addTo(point: SeriesPoint | undefined, at: number, { value, durationMs, status }: CheckResult): SeriesPoint {
  const number = typeof value === 'number' ? value : durationMs
  const ok = status === 'healthy' ? 1 : 0
  if (!point) return { at, count: 1, ok, sum: number, min: number, max: number }
  return {
    at,
    count: point.count + 1,
    ok: point.ok + ok,
    sum: point.sum + number,
    min: Math.min(point.min, number),
    max: Math.max(point.max, number),
  }
}
