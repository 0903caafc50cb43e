import type { CheckResult } from '../model/check-result.ts'
import type { Transition } from '../model/health-events.ts'
import type { Incident } from '../model/incident.ts'
import type { HistoryBatch } from './history-store.ts'

/** Results that wait for a slow store before the oldest is dropped. */
const MAX_RESULTS = 5_000
const MAX_OTHERS = 1_000

/** What waits to be written: bounded, whatever the store does. Of an incident only the newest is kept. */
export interface WaitingBatch {
  result(result: CheckResult): void
  transition(transition: Transition): void
  incident(incident: Incident): void
  /** Takes everything out. */
  take(): HistoryBatch
  /** Puts back what could not be written, before what has come since. */
  putBack(batch: HistoryBatch): void
  size(): number
  dropped(): number
}

export function createWaitingBatch(): WaitingBatch {
  let results: CheckResult[] = []
  let transitions: Transition[] = []
  let incidents = new Map<string, Incident>()
  let dropped = 0

  function bounded<T>(entries: T[], max: number): T[] {
    if (entries.length <= max) return entries
    dropped += entries.length - max
    return entries.slice(-max)
  }

  function boundIncidents(): void {
    for (const id of incidents.keys()) {
      if (incidents.size <= MAX_OTHERS) return
      incidents.delete(id)
      dropped++
    }
  }

  return {
    result(result) {
      results.push(result)
      // Twice the bound, so that not every push copies.
      if (results.length > 2 * MAX_RESULTS) results = bounded(results, MAX_RESULTS)
    },
    transition(transition) {
      transitions.push(transition)
      if (transitions.length > 2 * MAX_OTHERS) transitions = bounded(transitions, MAX_OTHERS)
    },
    incident(incident) {
      incidents.set(incident.id, incident)
      boundIncidents()
    },
    take() {
      const batch = { results, transitions, incidents: [...incidents.values()] }
      results = []
      transitions = []
      incidents = new Map()
      return batch
    },
    putBack(batch) {
      results = bounded([...batch.results, ...results], MAX_RESULTS)
      transitions = bounded([...batch.transitions, ...transitions], MAX_OTHERS)
      incidents = new Map([...batch.incidents.map((one) => [one.id, one] as const), ...incidents])
      boundIncidents()
    },
    size: () => results.length + transitions.length + incidents.size,
    dropped: () => dropped,
  }
}
