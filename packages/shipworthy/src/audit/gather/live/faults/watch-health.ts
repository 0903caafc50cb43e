import { setTimeout as wait } from 'node:timers/promises'
import type { HealthAnswer } from '../../../facts/live/process-facts.ts'
import type { LiveSession } from '../live-session.ts'
import { askHealth, type HealthPath } from '../process/ask-health.ts'
import type { ServiceUnderTest } from '../process/service-under-test.ts'

/** What is waited for. */
export interface Watch {
  limitMs: number
  minMs: number
  settles: (now: HealthAnswer, before: HealthAnswer) => boolean
  /** Paths that the watch goes on for until they have settled. */
  expects: (path: HealthPath) => boolean
}

export interface Seen {
  answer: HealthAnswer
  /** Since the watch began. */
  atMs: number
}

const ASK_EVERY_MS = 500
/** How often in a row an answer must be seen to count: one that is late on a busy machine is no sign. */
const TIMES = 2

/** Asks again and again, and keeps of each path the first answer that settles it and lasts, else the last. */
export async function watchHealth(
  { origin, healthPaths, started }: ServiceUnderTest,
  before: readonly HealthAnswer[],
  { limitMs, minMs, settles, expects }: Watch,
  session: LiveSession,
): Promise<Seen[]> {
  const startedMs = performance.now()
  const elapsedMs = (): number => Math.round(performance.now() - startedMs)
  let seen: (Seen & { times: number })[] = []
  do {
    const answers = await askAll(origin, healthPaths, session.signal)
    // What is cut short by the time for everything is no answer.
    session.signal.throwIfAborted()
    seen = answers.map((answer, index) => {
      const { times, ...known } = seen[index] ?? { times: 0, answer, atMs: 0 }
      if (times === TIMES) return { ...known, times }
      if (!settles(answer, before[index]!)) return { answer, atMs: elapsedMs(), times: 0 }
      return times === 0 ? { answer, atMs: elapsedMs(), times: 1 } : { ...known, times: times + 1 }
    })
    const isOver = elapsedMs() >= minMs && seen.every(({ answer, times }) => times === TIMES || !expects(answer))
    if (isOver || started.exit()) break
    await wait(ASK_EVERY_MS)
  } while (elapsedMs() < limitMs)
  return seen.map(({ answer, atMs }) => ({ answer, atMs }))
}

export function askAll(origin: string, paths: readonly HealthPath[], signal: AbortSignal): Promise<HealthAnswer[]> {
  return Promise.all(paths.map((path) => askHealth(origin, path, signal)))
}
