import type { HealthCheck, HistoryStore } from '@shipworthy/health'
import { heartbeat, type HeartbeatOptions } from '@shipworthy/health/checks/heartbeat'
import { inTime } from '../in-time.ts'
import { keepBeat, readBeat, type Beat } from './beat-document.ts'

/** A heartbeat that outlives this process, and that several monitors on one store share. */
export interface KeptHeartbeat {
  check: HealthCheck
  /** The job has ended: well, or for a reason not. Rejects when that could not be kept; here it is known all the same. */
  note: (failure?: string) => Promise<void>
}

/** At the start, a store that hangs is waited for so long. */
const STORE_WAIT_MS = 5_000

/**
 * Beats are in the store, and a run never waits for it: what another monitor was told is judged by the run after. Until the
 * first beat it counts from when the store first heard of it, so that restarts hide no job that never ran.
 */
export async function createHeartbeat(options: HeartbeatOptions, store: () => HistoryStore): Promise<KeptHeartbeat> {
  const inner = heartbeat(options)
  const since: Beat = { at: Date.now() }
  let known: Beat | undefined
  let reading: Promise<void> | undefined

  function take(beat: Beat): void {
    known = beat
    inner.beat(beat.at)
    if (beat.failure !== undefined) inner.fail(beat.failure)
  }

  async function read(): Promise<void> {
    try {
      const stored = await readBeat(store(), options.name)
      if (stored && stored.at > (known?.at ?? 0)) take(stored)
      else if (!stored) await keepBeat(store(), options.name, known ?? since)
    } catch {
      // That the store fails is told by what writes results to it.
    } finally {
      reading = undefined
    }
  }

  const readSoon = (): Promise<void> => (reading ??= read())

  await inTime(readSoon(), STORE_WAIT_MS)
  return {
    check: {
      ...inner,
      run(context) {
        void readSoon()
        return inner.run(context)
      },
    },
    async note(failure) {
      const beat = { at: Date.now(), ...(failure !== undefined && { failure }) }
      take(beat)
      await keepBeat(store(), options.name, beat)
    },
  }
}
