import type { CheckResult } from '../model/check-result.ts'
import type { Clock } from '../model/clock.ts'
import type { SelfEvent, Transition } from '../model/health-events.ts'
import type { Incident } from '../model/incident.ts'
import { describeError } from '../text/describe-error.ts'
import type { HistoryBatch, HistoryStore } from './history-store.ts'

/** What waits for a slow store before the oldest is dropped. */
const MAX_WAITING = 5_000
/** Longest time that something waits to be written. */
const FLUSH_MS = 1_000
/** A store that fails is tried again after this, doubled each time up to the maximum. */
const RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

export interface HistoryRecorder {
  result(result: CheckResult): void
  transition(transition: Transition): void
  incident(incident: Incident): void
  statistics(): { waiting: number; dropped: number; errors: number }
  /** Writes what waits. Never rejects. */
  flush(): Promise<void>
  close(): Promise<void>
}

type Entry = { result: CheckResult } | { transition: Transition } | { incident: Incident }

/** Writes to a store in batches, one at a time. Its faults are told as `self:storage`, once for each outage, and change no status. */
export function recordHistory(store: HistoryStore, clock: Clock, onSelf: (event: SelfEvent) => void): HistoryRecorder {
  let queue: Entry[] = []
  let writing: Promise<void> | undefined
  let cancelTimer: (() => void) | undefined
  let dropped = 0
  let errors = 0
  let failures = 0

  function push(entry: Entry): void {
    if (queue.length >= MAX_WAITING) {
      queue.shift()
      dropped++
    }
    queue.push(entry)
    if (!writing) schedule(FLUSH_MS)
  }

  function schedule(delayMs: number): void {
    cancelTimer ??= clock.after(delayMs, () => {
      cancelTimer = undefined
      void flush()
    })
  }

  async function write(): Promise<void> {
    const entries = queue
    queue = []
    try {
      await store.append(batchOf(entries))
      if (failures > 0) tell('healthy', `the history store ${store.name} works again`)
      failures = 0
    } catch (error) {
      errors++
      failures++
      const kept = [...entries, ...queue]
      dropped += Math.max(0, kept.length - MAX_WAITING)
      queue = kept.slice(-MAX_WAITING)
      if (failures === 1) tell('warning', `the history store ${store.name} failed: ${describeError(error)}`)
    }
  }

  function tell(status: SelfEvent['status'], message: string): void {
    onSelf({ name: 'self:storage', status, at: clock.now(), message, metadata: { store: store.name } })
  }

  async function flush(): Promise<void> {
    if (writing) await writing
    if (queue.length === 0) return
    cancelTimer?.()
    cancelTimer = undefined
    writing = write()
    await writing
    writing = undefined
    if (queue.length > 0) schedule(failures === 0 ? FLUSH_MS : Math.min(RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS))
  }

  return {
    result: (result) => push({ result }),
    transition: (transition) => push({ transition }),
    incident: (incident) => push({ incident }),
    statistics: () => ({ waiting: queue.length, dropped, errors }),
    flush,
    async close() {
      await flush()
      cancelTimer?.()
      await store.close?.()
    },
  }
}

function batchOf(entries: readonly Entry[]): HistoryBatch {
  return {
    results: entries.flatMap((entry) => ('result' in entry ? [entry.result] : [])),
    transitions: entries.flatMap((entry) => ('transition' in entry ? [entry.transition] : [])),
    incidents: entries.flatMap((entry) => ('incident' in entry ? [entry.incident] : [])),
  }
}
