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

/** Asks again and again, and keeps of each path the first answer that settles it, else the last. */
export async function watchHealth(
  { origin, healthPaths, started }: ServiceUnderTest,
  before: readonly HealthAnswer[],
  { limitMs, minMs, settles, expects }: Watch,
  session: LiveSession,
): Promise<Seen[]> {
  const startedMs = performance.now()
  const elapsedMs = (): number => Math.round(performance.now() - startedMs)
  let seen: (Seen & { settled: boolean })[] = []
  do {
    const answers = await askAll(origin, healthPaths, session.signal)
    // What is cut short by the time for everything is no answer.
    session.signal.throwIfAborted()
    seen = answers.map((answer, index) => {
      const known = seen[index]
      return known?.settled ? known : { answer, atMs: elapsedMs(), settled: settles(answer, before[index]!) }
    })
    const isOver = elapsedMs() >= minMs && seen.every(({ answer, settled }) => settled || !expects(answer))
    if (isOver || started.exit()) break
    await wait(ASK_EVERY_MS)
  } while (elapsedMs() < limitMs)
  return seen.map(({ answer, atMs }) => ({ answer, atMs }))
}

export function askAll(origin: string, paths: readonly HealthPath[], signal: AbortSignal): Promise<HealthAnswer[]> {
  return Promise.all(paths.map((path) => askHealth(origin, path, signal)))
}
