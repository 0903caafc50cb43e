import type { SelfEvent } from '../model/health-events.ts'

/** Name of the fault of the monitoring itself that people must know of: without a store the next restart forgets. */
export const STORAGE_FAULT = 'self:storage'

/** Says that what somebody writes to the store fails, or works again. */
export type TellStorage = (status: SelfEvent['status'], message: string) => void

/** Several write to one store; that it fails is told by the first of them, and that it works again by the last. */
export function joinStorageFaults(tell: TellStorage): () => TellStorage {
  const failing = new Set<symbol>()
  return () => {
    const writer = Symbol(STORAGE_FAULT)
    return (status, message) => {
      const before = failing.size
      if (status === 'healthy') failing.delete(writer)
      else failing.add(writer)
      if ((before === 0) !== (failing.size === 0)) tell(status, message)
    }
  }
}
