/** Query, Sync, Flush, CopyDone, CopyFail, Terminate: after these a client expects an answer. */
const ENDS_REQUEST = new Set(['Q', 'S', 'H', 'c', 'f', 'X'].map((letter) => letter.charCodeAt(0)))

export interface RequestFrames {
  /** Takes what a client sent. @returns The requests that are complete now. */
  push: (chunk: Buffer) => Buffer[]
}

/**
 * Cuts what a client sends into requests: messages up to one after which it waits. A message is a letter, the length of
 * what follows in 4 bytes that count themselves, and that; the first one has no letter (PostgreSQL 18 manual, 54.2, 54.7).
 */
export function createRequestFrames(): RequestFrames {
  let pending: Buffer = Buffer.alloc(0)
  let isStarted = false

  /** Where the request ends that begins the pending bytes, or 0 when it is not complete. */
  function endOfRequest(): number {
    let at = 0
    for (;;) {
      const head = isStarted ? 1 : 0
      if (pending.length < at + head + 4) return 0
      const end = at + head + pending.readUInt32BE(at + head)
      if (pending.length < end) return 0
      if (!isStarted || ENDS_REQUEST.has(pending[at]!)) return end
      at = end
    }
  }

  return {
    push: (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const requests: Buffer[] = []
      for (let end = endOfRequest(); end > 0; end = endOfRequest()) {
        requests.push(pending.subarray(0, end))
        pending = pending.subarray(end)
        isStarted = true
      }
      return requests
    },
  }
}
