import { KitError } from '../kit-error.ts'
import type { Part } from './part.ts'
import { timeLimit } from './time-limit.ts'

const DEFAULT_TIMEOUT_MS = 10_000

/** Starts or stops one part, and gives up on it after its time. */
export async function runPart(part: Part, verb: 'start' | 'stop', outer: AbortSignal): Promise<void> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = part
  using limit = timeLimit(timeoutMs)
  const signal = AbortSignal.any([limit.signal, outer])
  const { promise: gaveUp, reject } = Promise.withResolvers<never>()
  const give = (): void =>
    reject(
      limit.signal.aborted
        ? new KitError('SW_ERR_KIT_PART_TIMEOUT', { part: part.name, verb, timeoutMs })
        : outer.reason,
    )
  signal.addEventListener('abort', give, { once: true })
  try {
    await Promise.race([part[verb]?.(signal), gaveUp])
  } finally {
    signal.removeEventListener('abort', give)
    gaveUp.catch(() => undefined)
  }
}
