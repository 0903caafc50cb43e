import type { CheckResult } from '../model/check-result.ts'
import type { Clock } from '../model/clock.ts'
import type { Transition } from '../model/health-events.ts'
import type { Incident } from '../model/incident.ts'
import { describeError } from '../text/describe-error.ts'
import type { HistoryStore } from './history-store.ts'
import type { TellStorage } from './storage-faults.ts'
import { createWaitingBatch } from './waiting-batch.ts'

/** Longest time that a change of state waits to be written. */
const CHANGE_WAITS_MS = 1_000
/** Longest time that results wait: every batch writes whole pages, so few large ones write less than many small ones. */
const RESULT_WAITS_MS = 10_000
/** So many are written at once, however long they have waited. */
const FULL_BATCH = 500
/** A write that takes longer is told as a fault, whatever comes of it. */
const SLOW_MS = 15_000
/** A store that fails is tried again after this, doubled each time up to the maximum. */
const RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000
/** At the end, a store that hangs is waited for so long. */
const LAST_WAIT_MS = 5_000

export interface HistoryRecorder {
  result(result: CheckResult): void
  transition(transition: Transition): void
  incident(incident: Incident): void
  statistics(): { waiting: number; dropped: number; errors: number }
  /** Writes what waits. Never rejects. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Writes to a store in batches, one at a time. Its faults are told once for each outage, and change no status. */
export function recordHistory(store: HistoryStore, clock: Clock, tell: TellStorage): HistoryRecorder {
  const waiting = createWaitingBatch()
  const subject = `the history store ${store.name}`
  let writing: Promise<void> | undefined
  let timer: { atMs: number; cancel: () => void } | undefined
  let errors = 0
  let failures = 0
  let isTold = false

  /** The sooner of what is planned and this. */
  function schedule(delayMs: number): void {
    const atMs = clock.monotonic() + delayMs
    if (timer && timer.atMs <= atMs) return
    timer?.cancel()
    timer = { atMs, cancel: clock.after(delayMs, () => void flush()) }
  }

  /** What comes during a write, or between a failure and its next try, is planned for when that is over. */
  function plan(delayMs: number): void {
    if (!writing && failures === 0) schedule(waiting.size() >= FULL_BATCH ? 0 : delayMs)
  }

  async function write(): Promise<void> {
    const batch = waiting.take()
    const isSlow = clock.after(SLOW_MS, () => fault(`has not answered for ${SLOW_MS / 1_000} s`))
    try {
      await store.append(batch)
      if (isTold) tell('healthy', `${subject} works again`)
      isTold = false
      failures = 0
    } catch (error) {
      errors++
      failures++
      waiting.putBack(batch)
      fault(`failed: ${describeError(error)}`)
    } finally {
      isSlow()
    }
  }

  function fault(what: string): void {
    if (!isTold) tell('warning', `${subject} ${what}`)
    isTold = true
  }

  async function flush(): Promise<void> {
    while (writing) await writing
    if (waiting.size() === 0) return
    timer?.cancel()
    timer = undefined
    writing = write()
    await writing
    writing = undefined
    if (failures > 0) schedule(Math.min(RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS))
    else if (waiting.size() > 0) plan(CHANGE_WAITS_MS)
  }

  return {
    result(result) {
      waiting.result(result)
      plan(RESULT_WAITS_MS)
    },
    transition(transition) {
      waiting.transition(transition)
      plan(CHANGE_WAITS_MS)
    },
    incident(incident) {
      waiting.incident(incident)
      plan(CHANGE_WAITS_MS)
    },
    statistics: () => ({ waiting: waiting.size(), dropped: waiting.dropped(), errors }),
    flush,
    async close() {
      let giveUp = (): void => {}
      const tooLong = new Promise<void>((resolve) => {
        giveUp = clock.after(LAST_WAIT_MS, resolve, { keepAlive: true })
      })
      await Promise.race([flush().then(() => store.close?.()), tooLong])
      giveUp()
      timer?.cancel()
    },
  }
}
