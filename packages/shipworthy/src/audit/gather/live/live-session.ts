import type { LivePart, SentRequest } from '../../facts/live/live-facts.ts'
import type { ServiceUnderTest } from './process/service-under-test.ts'

/** What every gatherer works within: the time that is left, and the list of everything that is sent. */
export interface LiveSession {
  /** Fires when the time for everything is over. */
  signal: AbortSignal
  active: boolean
  /** A signal for one step: it fires after its own time, or with the session. */
  within: (ms: number) => AbortSignal
  /** Lists what was sent; credentials must be masked. */
  record: (part: LivePart, text: string, answer: string, times?: number) => void
  sent: SentRequest[]
  /** What `--start` started, or why it did not. */
  service?: ServiceUnderTest | Error
}

export function startSession({ timeoutMs, active }: { timeoutMs: number; active: boolean }): LiveSession {
  const startedMs = performance.now()
  const signal = AbortSignal.timeout(timeoutMs)
  const sent: SentRequest[] = []
  return {
    signal,
    active,
    sent,
    within: (ms) => AbortSignal.any([signal, AbortSignal.timeout(ms)]),
    record: (part, text, answer, times = 1) => {
      sent.push({ part, text, answer, ...(times > 1 && { times }), atMs: Math.round(performance.now() - startedMs) })
    },
  }
}
