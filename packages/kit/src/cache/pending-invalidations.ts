import { EVERYTHING, labelOf, type Invalidation } from './invalidation.ts'

/** What Redis has to hear of when it is back, before anything from it is believed. */
export interface PendingInvalidations {
  add: (invalidation: Invalidation) => void
  /** Sends all; what cannot be sent stays, and it throws. */
  flush: (send: (invalidation: Invalidation) => Promise<unknown>) => Promise<void>
  readonly size: number
}

/** More than this, and everything is invalidated instead. */
const MAX_PENDING = 1000

export function createPendingInvalidations(): PendingInvalidations {
  const pending = new Map<string, Invalidation>()
  return {
    add(invalidation) {
      if (pending.size >= MAX_PENDING) {
        pending.clear()
        pending.set(labelOf(EVERYTHING), EVERYTHING)
      }
      pending.set(labelOf(invalidation), invalidation)
    },
    async flush(send) {
      for (const [label, invalidation] of pending) {
        await send(invalidation)
        if (pending.get(label) === invalidation) pending.delete(label)
      }
    },
    get size() {
      return pending.size
    },
  }
}
