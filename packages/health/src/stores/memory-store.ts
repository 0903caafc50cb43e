import type { HistoryStore, IncidentQuery, ResultQuery, StoredDocument } from '../history/history-store.ts'
import type { CheckResult } from '../model/check-result.ts'
import type { Incident } from '../model/incident.ts'
import { rollUp, stepStart } from '../series/roll-up.ts'
import { createResultRing, type ResultRing } from './memory/result-ring.ts'

const MAX_INCIDENTS = 200
const MAX_BYTES = 16 * 1024 * 1024

export interface MemoryStoreOptions {
  /** Of each check; 1,000 by default. */
  maxResults?: number
  /** Of all checks together, as far as it can be estimated; 16 MiB by default. What has most loses its oldest. */
  maxBytes?: number
}

/**
 * History in memory: the last results of each check. Gone at a restart.
 *
 * @example
 * createHealth({ history: createMemoryStore({ maxResults: 10_000 }), checks })
 */
export function createMemoryStore({ maxResults = 1_000, maxBytes = MAX_BYTES }: MemoryStoreOptions = {}): HistoryStore {
  const rings = new Map<string, ResultRing>()
  const incidents = new Map<string, Incident>()
  const documents = new Map<string, StoredDocument>()
  let bytes = 0

  function add(result: CheckResult): void {
    const ring = rings.get(result.check) ?? createResultRing(maxResults)
    rings.set(result.check, ring)
    bytes += ring.push(result)
    while (bytes > maxBytes) bytes -= largest().dropOldest()
  }

  function largest(): ResultRing {
    return [...rings.values()].reduce((most, ring) => (ring.bytes() > most.bytes() ? ring : most))
  }

  function matching({ check, from = -Infinity, to = Infinity }: ResultQuery): CheckResult[] {
    const found = check === undefined ? [...rings.values()] : [rings.get(check)]
    const results = found.flatMap((ring) => ring?.results() ?? [])
    return results
      .filter(({ startedAt }) => startedAt >= from && startedAt < to)
      .toSorted((a, b) => a.startedAt - b.startedAt)
  }

  return {
    name: 'memory',
    append(batch) {
      for (const result of batch.results) add(result)
      for (const incident of batch.incidents) {
        incidents.delete(incident.id)
        incidents.set(incident.id, incident)
      }
      for (const id of incidents.keys()) if (incidents.size > MAX_INCIDENTS) incidents.delete(id)
    },
    results: (query) => matching(query).slice(-(query.limit ?? 1_000)),
    series: ({ check, from, to, stepMs }) => rollUp(matching({ check, from: stepStart(from, stepMs), to }), stepMs),
    incidents({ check, from = -Infinity, to = Infinity, open = false, limit = 1_000 }: IncidentQuery) {
      return [...incidents.values()]
        .filter((one) => (check === undefined || one.check === check) && one.openedAt >= from && one.openedAt < to)
        .filter((one) => !open || one.resolvedAt === undefined)
        .toSorted((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1))
        .slice(0, limit)
    },
    load: (key) => documents.get(key),
    save(key, text, expected) {
      if ((documents.get(key)?.version ?? 0) !== expected) return false
      documents.set(key, { text, version: expected + 1 })
      return true
    },
  }
}
