import { untilAborted } from './until-aborted.ts'

/** After this time a call counts as lost, and another is made beside it. */
const LOST_AFTER_MS = 60_000

/**
 * Calls a client that knows no signals. A call that still hangs is waited for again instead of made again: clients queue what
 * they cannot send, and a check must not fill that queue.
 */
export function singleCall<T>(call: () => PromiseLike<T> | T): (signal: AbortSignal) => Promise<T> {
  let pending: Promise<T> | undefined
  let since = 0
  return (signal) => {
    if (!pending || performance.now() - since > LOST_AFTER_MS) {
      since = performance.now()
      const made = (async () => call())()
      const end = (): void => {
        if (pending === made) pending = undefined
      }
      made.then(end, end)
      pending = made
    }
    return untilAborted(pending, signal)
  }
}
