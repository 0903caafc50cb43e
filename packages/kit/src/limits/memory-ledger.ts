import type { Rate } from './limit.ts'
import type { Decision } from './verdict.ts'

interface Entry {
  /** When the debt is paid: the theoretical arrival time of the algorithm. */
  paidAtUs: number
  /** Redis does not know of it. */
  isOwn: boolean
}

/** The twin of the script on Redis. */
export interface MemoryLedger {
  take: (key: string, rate: Rate, cost: number, nowUs: number) => Decision
  /** Notes what Redis decided, so that nobody gets a second burst when Redis goes. */
  note: (key: string, debtUs: number, nowUs: number) => void
  /** What was decided here and Redis has not heard of. */
  ownDebtUs: (key: string, nowUs: number) => number
  readonly size: number
}

/**
 * Debts by key. Bounded: the key that was used longest ago is dropped first, and paid debts are no debts.
 *
 * The algorithm: each attempt moves the time at which the debt is paid by its cost, from now or from where it was, and
 * is refused if that would be further ahead than the burst allows.
 */
export function createMemoryLedger(maxKeys: number): MemoryLedger {
  const entries = new Map<string, Entry>()

  function put(key: string, entry: Entry, nowUs: number): void {
    entries.delete(key)
    entries.set(key, entry)
    if (entries.size > maxKeys) dropOldest(entries, nowUs)
  }

  return {
    take(key, { intervalUs, burst }, cost, nowUs) {
      const paidAtUs = Math.max(entries.get(key)?.paidAtUs ?? 0, nowUs)
      const wantedUs = paidAtUs + cost * intervalUs
      if (wantedUs - nowUs > burst * intervalUs) return { allowed: false, debtUs: paidAtUs - nowUs }
      put(key, { paidAtUs: wantedUs, isOwn: true }, nowUs)
      return { allowed: true, debtUs: wantedUs - nowUs }
    },
    note(key, debtUs, nowUs) {
      if (debtUs > 0) put(key, { paidAtUs: nowUs + debtUs, isOwn: false }, nowUs)
      else entries.delete(key)
    },
    ownDebtUs(key, nowUs) {
      const entry = entries.get(key)
      return entry?.isOwn ? Math.max(0, entry.paidAtUs - nowUs) : 0
    },
    get size() {
      return entries.size
    },
  }
}

/** A few at a time, so that no call pays for all. */
const DROPPED_AT_ONCE = 8

function dropOldest(entries: Map<string, Entry>, nowUs: number): void {
  let isOver = true
  let count = 0
  for (const [key, { paidAtUs }] of entries) {
    if (count++ === DROPPED_AT_ONCE) return
    if (!isOver && paidAtUs > nowUs) continue
    entries.delete(key)
    isOver = false
  }
}
